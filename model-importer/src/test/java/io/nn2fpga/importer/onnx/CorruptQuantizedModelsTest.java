package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.importer.CorruptFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a quantized model is damaged, it is imported or refused by a diagnostic. */
@Timeout(300)
final class CorruptQuantizedModelsTest {
  @TempDir private Path folder;

  private static TensorProto integers(String name, DataType type, int value, long... dims) {
    int count = (int) LongStream.of(dims).reduce(1, (a, b) -> a * b);
    return tensor(name, type, dims).addAllInt32Data(Collections.nCopies(count, value)).build();
  }

  private void check(OnnxModelBuilder model, long seed) throws IOException {
    CorruptFiles files = new CorruptFiles(folder, "damaged.onnx", new OnnxReader());
    files.check(model.build().toByteArray(), CorruptFiles.generalDamages(), 200, seed);
    assertThat(files.refused()).isBetween(300, 999);
  }

  @Test
  void codes() throws IOException {
    check(
        new OnnxModelBuilder(13)
            .input("x", DataType.UINT8, -1, 2, 6, 6)
            .floats("s", java.util.List.of(0.02f))
            .initializer(integers("z", DataType.UINT8, 7))
            .initializer(integers("w", DataType.INT8, 3, 4, 2, 3, 3))
            .floats("ws", java.util.List.of(0.1f, 0.2f, 0.3f, 0.4f), 4)
            .initializer(integers("wz", DataType.INT8, 0, 4))
            .initializer(integers("b", DataType.INT32, 900, 4))
            .node("QLinearConv", "x s z w ws wz s z b", "c", ints("strides", 2, 2))
            .node("DequantizeLinear", "c s z", "r")
            .initializer(integers("v", DataType.INT8, -9, 16, 3))
            .floats("vs", java.util.List.of(0.1f, 0.2f, 0.3f), 3)
            .initializer(integers("vz", DataType.INT8, 0, 3))
            .node("DequantizeLinear", "v vs vz", "vr", integer("axis", 1))
            .node("Flatten", "r", "f")
            .node("MatMul", "f vr", "m")
            .node("QuantizeLinear", "m s z", "y")
            .output("y"),
        1);
  }

  @Test
  void qonnx() throws IOException {
    String domain = "qonnx.custom_op.general";
    check(
        new OnnxModelBuilder(13)
            .input("x", 1, 2, 4, 4)
            .floats("s", java.util.List.of(0.5f))
            .floats("z", java.util.List.of(0f))
            .floats("bits", java.util.List.of(4f))
            .floats("two", java.util.List.of(2f))
            .weights("w", 3, 2, 2, 2)
            .floats("ws", java.util.List.of(0.1f, 0.2f, 0.3f), 3, 1, 1, 1)
            .node("Quant", "x s z bits", "q", integer("signed", 0))
            .domain(domain)
            .node("Quant", "w ws z bits", "wq", integer("narrow", 1))
            .domain(domain)
            .node("Conv", "q wq", "c")
            .floats("t", java.util.List.of(-1f, 0f, 1f, 2f, 3f, 4f), 3, 2)
            .node("MultiThreshold", "c t", "m", number("out_scale", 0.25f), number("out_bias", -1))
            .domain(domain)
            .node("Trunc", "m s z bits two", "k")
            .domain(domain)
            .node("BipolarQuant", "k s", "y")
            .domain(domain)
            .output("y"),
        2);
  }
}
