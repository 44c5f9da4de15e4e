package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The readings of axis 0, several inputs and outputs, and inputs fixed at import. */
final class AxisZeroTest {
  @TempDir private Path folder;

  private ImportedModel read(OnnxModelBuilder model, AxisZero reading) throws IOException {
    return OnnxImporter.read(model.write(folder), ReadOptions.DEFAULT.with(reading));
  }

  private static OnnxModelBuilder relu(long... dims) {
    return new OnnxModelBuilder(13).input("x", dims).node("Relu", "x", "y").output("y");
  }

  @Test
  void aBatchIsDroppedAndWholeTensorsAreNot() throws IOException {
    assertThat(read(relu(-1, 4), AxisZero.AUTO).inputType()).hasToString("f32[4]");
    assertThat(read(relu(1, 4), AxisZero.AUTO).inputType()).hasToString("f32[4]");
    assertThat(read(relu(1, 4), AxisZero.WHOLE).inputType()).hasToString("f32[1,4]");
    assertThat(read(relu(3, 4), AxisZero.AUTO).inputType()).hasToString("f32[3,4]");
    assertThat(read(relu(3, 4), AxisZero.FIXED_BATCH).inputType()).hasToString("f32[4]");
    assertThat(read(relu(4), AxisZero.AUTO).inputType()).hasToString("f32[4]");
    assertThatThrownBy(() -> read(relu(3, 4), AxisZero.BATCH))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("a fixed batch of 3");
    assertThatThrownBy(() -> read(relu(-1, 4), AxisZero.WHOLE))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("free extent 'd0' on axis 0");
  }

  @Test
  void operatorsOfABatchTakeWholeTensorsOfOneSample() throws IOException {
    OnnxModelBuilder model =
        new OnnxModelBuilder(13)
            .input("x", 1, 2, 4, 4)
            .weights("w", 3, 2, 3, 3)
            .node("Conv", "x w", "c")
            .output("c");
    ImportedModel whole = read(model, AxisZero.WHOLE);
    assertThat(whole.graph().value("c").type()).hasToString("f32[1,3,2,2]");
    // The reference takes whole tensors too.
    assertThat(ImportCheck.run(whole, List.of()).values()).isEqualTo(4L * 12);
    OnnxModelBuilder two =
        new OnnxModelBuilder(13)
            .input("x", 2, 2, 4, 4)
            .weights("w", 3, 2, 3, 3)
            .node("Conv", "x w", "c")
            .output("c");
    assertThatThrownBy(() -> read(two, AxisZero.WHOLE))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("[2, 2, 4, 4] is a batch")
        .hasMessageContaining("read axis 0 of the input as batch");
  }

  @Test
  void severalInputsAndOutputsOfOtherElementTypes() throws IOException {
    ImportedModel model =
        read(
            new OnnxModelBuilder(14)
                .input("a", DataType.INT32, 2)
                .input("b", DataType.INT32, 2)
                .node("Add", "a b", "sum")
                .node("Identity", "b", "same")
                .node("Shape", "a", "shape")
                .output("sum", "same", "shape"),
            AxisZero.AUTO);
    assertThat(model.graph().inputs()).containsExactly("a", "b");
    assertThat(model.graph().outputs()).containsExactly("sum", "b", "shape");
    Map<String, Tensor> results =
        new NnInterpreter(model.graph(), model.graph().outputs())
            .run(
                Map.of(
                    "a", FloatTensor.of(new float[] {1, -2}, 2),
                    "b", FloatTensor.of(new float[] {5, 7}, 2)));
    assertThat(results.get("sum")).isEqualTo(FloatTensor.of(new float[] {6, 5}, 2));
    assertThat(results.get("shape")).isEqualTo(FloatTensor.of(new float[] {2}, 1));
  }

  @Test
  void inputsThatHaveToBeKnownAreFixed() throws IOException {
    OnnxModelBuilder model =
        new OnnxModelBuilder(14)
            .input("x", 2, 6)
            .input("shape", DataType.INT64, 2)
            .node("Reshape", "x shape", "y")
            .output("y");
    assertThatThrownBy(() -> read(model, AxisZero.AUTO))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("the shape 'shape' is an input, not constant")
        .hasMessageContaining(ReadOptions.bindHint("shape"));
    Path file = model.write(folder);
    ReadOptions options = ReadOptions.DEFAULT;
    ImportedModel bound =
        OnnxImporter.read(
            file, options.with(Map.of("shape", NpyArray.ofLongs(new long[] {3, 4}, 2))));
    assertThat(bound.graph().inputs()).containsExactly("x");
    assertThat(bound.graph().value("y").type()).hasToString("f32[3,4]");
    assertThat(ImportCheck.run(bound, List.of()).tensors()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    file, options.with(Map.of("form", NpyArray.ofLongs(new long[] {3, 4}, 2)))))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("'form', which is no input")
        .hasMessageContaining("'x', 'shape'");
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    file, options.with(Map.of("shape", NpyArray.ofFloats(new float[2], 2)))))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("of type f4, the input of INT64");
  }
}
