package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when a model cannot be imported, in full. */
final class ImportErrorsTest {
  private static final Path LENET = Path.of("..", "examples", "mnist-lenet", "model.onnx");

  @TempDir private Path folder;

  private String messageOf(Path path) {
    DiagnosticException failure =
        catchThrowableOfType(DiagnosticException.class, () -> OnnxImporter.read(path));
    assertThat(failure).isNotNull();
    assertThat(failure.exitCode()).isEqualTo(1);
    return String.valueOf(failure.getMessage()).replace(folder.toString(), "DIR") + "\n";
  }

  private String messageOf(OnnxModelBuilder builder) throws IOException {
    return messageOf(builder.write(folder));
  }

  private String messageOf(byte[] contents) throws IOException {
    return messageOf(Files.write(folder.resolve("net.onnx"), contents));
  }

  @Test
  void missingFile() {
    assertThat(messageOf(folder.resolve("net.onnx")))
        .isEqualTo(
            """
            error[file-not-found]: there is no such file
              at DIR/net.onnx
            """);
    assertThat(messageOf(folder))
        .isEqualTo(
            """
            error[file-not-found]: this is not a file
              at DIR
            """);
  }

  @Test
  void emptyFile() throws IOException {
    assertThat(messageOf(new byte[0]))
        .isEqualTo(
            """
            error[malformed-file]: the file is empty
              at DIR/net.onnx
              hint: copy or export the model again
            """);
  }

  @Test
  void truncatedFile() throws IOException {
    byte[] model = Files.readAllBytes(LENET);
    assertThat(messageOf(Arrays.copyOf(model, model.length / 2)))
        .isEqualTo(
            """
            error[malformed-file]: not a whole ONNX model: the file is truncated, corrupt or of another format
              at DIR/net.onnx
              hint: copy or export the model again
            """);
  }

  @Test
  void foreignFiles() throws IOException {
    String text =
        """
        error[malformed-file]: not an ONNX model but %s
          at DIR/net.onnx
          hint: export the network as ONNX, opset 7 to 28
        """;
    byte[] png = "\u0089PNG\r\n\u001a\n\0\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(messageOf(png)).isEqualTo(text.formatted("a PNG image"));
    byte[] tflite = "\u001c\0\0\0TFL3\u0014\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(messageOf(tflite)).isEqualTo(text.formatted("a TensorFlow Lite model"));
    byte[] keras = "\u0089HDF\r\n\u001a\n\0".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(messageOf(keras)).isEqualTo(text.formatted("an HDF5 file (Keras saves models so)"));
    assertThat(messageOf("layers: []\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(text.formatted("text"));
  }

  @Test
  void otherProtobuf() throws IOException {
    ModelProto noGraph = ModelProto.newBuilder().setIrVersion(8).setProducerName("x").build();
    assertThat(messageOf(noGraph.toByteArray()))
        .isEqualTo(
            """
            error[malformed-file]: a protobuf file, but not an ONNX model: it holds no graph
              at DIR/net.onnx
              hint: export the network as ONNX, opset 7 to 28
            """);
  }

  @Test
  void allUnsupportedOperatorsAndAttributesAtOnce() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 2, 8, 8)
                    .node("MaxPool", "x", "p", ints("kernel_shape", 2, 2), ints("dilations", 2, 0))
                    .node("Multinomial", "x", "s")
                    .node("Relu", "x", "r", integer("slope", 3))
                    .node("Loop", "s p r", "a")
                    .node("NonMaxSuppression", "a", "boxes scores")
                    .output("boxes")))
        .isEqualTo(
            """
            error[unsupported-operator]: 'Multinomial' has no hardware form: its results are random
              at net.onnx, node 'n_s' (Multinomial), output 's'
              hint: end the network before this node and do it on the host
            error[unsupported-operator]: 'Loop' has no hardware form: its body runs as often as the data say
              at net.onnx, node 'n_a' (Loop), output 'a'
              hint: unroll the steps before the export
            error[unsupported-operator]: 'NonMaxSuppression' has no hardware form: how many results it has depends on the data
              at net.onnx, node 'n_boxes' (NonMaxSuppression), outputs 'boxes', 'scores'
              hint: end the network before this node and do it on the host
            error[unsupported-attribute]: attribute 'dilations' is [2, 0], with a number outside 1 to 1048576
              at net.onnx, node 'n_p' (MaxPool), output 'p'
            error[unsupported-attribute]: attribute 'slope' is not known
              at net.onnx, node 'n_r' (Relu), output 'r'
            """);
  }

  @Test
  void computedOperands() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 4)
                    .weights("w", 3, 4)
                    .weights("k", 4, 3)
                    .node("Relu", "x", "r")
                    .node("MatMul", "r k", "short")
                    .node("Add", "x short", "sum")
                    .node("MatMul", "w x", "left")
                    .node("MatMul", "x r", "both")
                    .node("Transpose", "x", "t")
                    .node("Add", "left both", "u")
                    .node("Add", "u sum", "v")
                    .node("Add", "v t", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unsupported-attribute]: f32[4] and f32[3] do not broadcast
              at net.onnx, node 'n_sum' (Add), output 'sum'
            error[unsupported-attribute]: a matrix product of f32[3,4] and f32[1,4]
              at net.onnx, node 'n_left' (MatMul), output 'left'
            error[unsupported-attribute]: a matrix product of f32[1,4] and f32[1,4]
              at net.onnx, node 'n_both' (MatMul), output 'both'
            error[unsupported-attribute]: axes in the order [1, 0] move the batch axis
              at net.onnx, node 'n_t' (Transpose), output 't'
              hint: keep the batch as the first axis
            """);
  }

  @Test
  void quantizedTensorsThatDoNotFold() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(21)
                    .input("x", -1, 4)
                    .weights("f", 4, 4)
                    .floats("one", List.of(1f))
                    .floats("two", List.of(1f, 2f), 2)
                    .initializer(
                        OnnxModelBuilder.tensor("q", DataType.INT8, 4, 4)
                            .setRawData(ByteString.copyFrom(new byte[16]))
                            .build())
                    .longs("zeros", 0, 0)
                    .node("DequantizeLinear", "x one", "a")
                    .node("DequantizeLinear", "f one", "b")
                    .node("DequantizeLinear", "q two", "c")
                    .node("DequantizeLinear", "q two", "d", integer("block_size", 2))
                    .floats("four", List.of(1f, 2f, 3f, 4f), 4)
                    .node("DequantizeLinear", "q four zeros", "e")
                    .node("MatMul", "a b", "f1")
                    .node("MatMul", "f1 c", "f2")
                    .node("MatMul", "f2 d", "f3")
                    .node("MatMul", "f3 e", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unsupported-attribute]: the operand is of element type FLOAT32
              at net.onnx, node 'n_a' (DequantizeLinear), output 'a'
              hint: quantize it first
            error[unsupported-attribute]: the codes 'f' are of element type FLOAT32
              at net.onnx, node 'n_b' (DequantizeLinear), output 'b'
              hint: use integers of at most 32 bits
            error[unsupported-attribute]: scales of extents [2] for axis 1 of [4, 4]
              at net.onnx, node 'n_c' (DequantizeLinear), output 'c'
            error[unsupported-attribute]: scales of extents [2] for blocks of 2 on axis 1 of [4, 4]
              at net.onnx, node 'n_d' (DequantizeLinear), output 'd'
            error[unsupported-attribute]: zero points of extents [2] for scales of extents [4]
              at net.onnx, node 'n_e' (DequantizeLinear), output 'e'
              hint: use integer zero points, as many as scales
            """);
  }

  @Test
  void operandsThatDoNotFit() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 2, 4, 4)
                    .weights("w", 3, 1, 3, 3)
                    .weights("big", 3, 2, 5, 5)
                    .longs("shape", 5, -1)
                    .node("Conv", "x w", "a")
                    .node("Conv", "x big", "b")
                    .node("Conv", "x big", "c", text("auto_pad", "SOME"))
                    .node("Reshape", "x shape", "d")
                    .node("Flatten", "x", "e", integer("axis", 2))
                    .node("ArgMax", "x", "f")
                    .node("Concat", "a b c d e f", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unsupported-attribute]: weights f32[3,1,3,3] in 1 groups do not fit 2 channels
              at net.onnx, node 'n_a' (Conv), output 'a'
            error[unsupported-attribute]: a window of 5 rows over 4
              at net.onnx, node 'n_b' (Conv), output 'b'
            error[unsupported-attribute]: attribute 'auto_pad' is 'SOME'
              at net.onnx, node 'n_c' (Conv), output 'c'
            error[unsupported-attribute]: extents [1, 2, 4, 4] cannot become [5, -1] at batch 1
              at net.onnx, node 'n_d' (Reshape), output 'd'
              hint: export with a dynamic batch, or with batch 1
            error[unsupported-attribute]: axis 2 moves elements of [1, 2, 4, 4] into the batch axis
              at net.onnx, node 'n_e' (Flatten), output 'e'
              hint: flatten from axis 1
            error[unsupported-attribute]: axis 0 is the batch axis
              at net.onnx, node 'n_f' (ArgMax), output 'f'
              hint: the accelerator sees one sample at a time
            """);
  }

  @Test
  void windowsAndBoundsThatLeaveNothing() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 2, 4, 4)
                    .floats("inf", java.util.List.of(Float.POSITIVE_INFINITY))
                    .node("MaxPool", "x", "a", ints("kernel_shape", 2, 2), ints("pads", 2, 0, 0, 0))
                    .node(
                        "AveragePool",
                        "x",
                        "b",
                        ints("kernel_shape", 2, 3),
                        ints("pads", 1, 2, 1, 3))
                    .node("Clip", "x inf inf", "c")
                    .node("Concat", "a b c", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unsupported-attribute]: pads [2, 0, 0, 0] (all begins, then all ends) leave a window of kernel [2, 2] without any input
              at net.onnx, node 'n_a' (MaxPool), output 'a'
              hint: make every pad smaller than the kernel on its axis, as ONNX Runtime needs it too
            error[unsupported-attribute]: pads [1, 2, 1, 3] (all begins, then all ends) leave a window of kernel [2, 3] without any input
              at net.onnx, node 'n_b' (AveragePool), output 'b'
              hint: make every pad smaller than the kernel on its axis, as ONNX Runtime needs it too
            error[unsupported-attribute]: clip to [Infinity, Infinity]
              at net.onnx, node 'n_c' (Clip), output 'c'
            """);
  }

  @Test
  void unknownShapes() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 3, -1, 0)
                    .node("Relu", "x", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unknown-shape]: input 'x' has a free extent 'd2' on axis 2
              at net.onnx
              hint: export the model with fixed extents; only the batch axis may be free
            error[unknown-shape]: input 'x' has no elements: extent 0 on axis 3
              at net.onnx
              hint: fix its value with --bind x=FILE.npy
            """);
    assertThat(messageOf(new OnnxModelBuilder(13).input("x", 8).node("Relu", "x", "y").output("y")))
        .isEqualTo(
            """
            error[unknown-shape]: input 'x' has 1 axes, too few for a batch of samples
              at net.onnx
              hint: export the model with the batch as first axis
            """);
  }

  @Test
  void unsupportedInputs() throws IOException {
    assertThat(
            messageOf(new OnnxModelBuilder(13).input("x", 4, 8).node("Relu", "x", "y").output("y")))
        .isEqualTo(
            """
            error[unsupported-model]: input 'x' has a fixed batch of 4
              at net.onnx
              hint: export the model with a dynamic batch, or with batch 1
            """);
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", DataType.STRING, 1, 8)
                    .node("Relu", "x", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unsupported-model]: input 'x' is of element type STRING
              at net.onnx
              hint: export the network with inputs of numbers
            """);
  }

  @Test
  void versionsInputsAndOutputsAtOnce() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(29)
                    .irVersion(15)
                    .input("a", 3, 8)
                    .input("b", DataType.COMPLEX64, 1, 8)
                    .node("Multinomial", "a b", "c")
                    .node("Relu", "a", "d")
                    .output("c", "d")))
        .isEqualTo(
            """
            error[unsupported-model]: IR version 15 is not supported
              at net.onnx
              hint: export with IR version 3 to 14
            error[unsupported-model]: opset 29 is not supported
              at net.onnx
              hint: export with opset 7 to 28
            error[unsupported-model]: input 'a' has a fixed batch of 3
              at net.onnx
              hint: export the model with a dynamic batch, or with batch 1
            error[unsupported-model]: input 'b' is of element type COMPLEX64
              at net.onnx
              hint: export the network with inputs of numbers
            error[unsupported-operator]: 'Multinomial' has no hardware form: its results are random
              at net.onnx, node 'n_c' (Multinomial), output 'c'
              hint: end the network before this node and do it on the host
            """);
  }

  @Test
  void damagedTensors() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 3)
                    .initializer(
                        OnnxModelBuilder.tensor("w", DataType.FLOAT, 3, 2)
                            .setRawData(ByteString.copyFrom(new byte[22]))
                            .build())
                    .initializer(
                        OnnxModelBuilder.tensor("u", DataType.FLOAT, 1L << 40, 1L << 40).build())
                    .initializer(OnnxModelBuilder.tensor("s", DataType.STRING, 1).build())
                    .node("MatMul", "x w", "a")
                    .node("MatMul", "x u", "c")
                    .node("MatMul", "x s", "d")
                    .node("Concat", "a c d", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[malformed-file]: extents [3, 2] need 6 elements, the file holds 5.5
              at net.onnx, initializer 'w'
              hint: copy or export the model again
            error[malformed-file]: impossible extents [1099511627776, 1099511627776]
              at net.onnx, initializer 'u'
            error[unsupported-attribute]: a tensor of element type STRING cannot be used
              at net.onnx, initializer 's'
              hint: nn2fpga reads float, float16, bfloat16, double, integer and boolean tensors
            """);
  }

  @Test
  void missingTensorsAndCycles() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(13)
                    .input("x", -1, 3)
                    .node("MatMul", "x w", "a")
                    .node("Add", "a c", "b")
                    .node("Relu", "b", "c")
                    .node("Relu", "c", "y")
                    .node("Relu", "x", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[malformed-file]: 'y' is defined twice
              at net.onnx, node 'n_y' (Relu)
            error[malformed-file]: 'w' is read but nothing defines it
              at net.onnx, node 'n_a' (MatMul)
            error[malformed-file]: nodes read each other's results in a cycle
              at net.onnx, node 'n_b' (Add)
              at net.onnx, node 'n_c' (Relu)
              hint: recurrent networks have to be unrolled before the export
            """);
  }

  @Test
  void trainingForms() throws IOException {
    assertThat(
            messageOf(
                new OnnxModelBuilder(14)
                    .input("x", -1, 3)
                    .weights("s", 3)
                    .node("BatchNormalization", "x s s s s", "a", integer("training_mode", 1))
                    .longs("on", 1)
                    .node("Dropout", "x _ on", "b mask")
                    .node("Concat", "a b mask", "y")
                    .output("y")))
        .isEqualTo(
            """
            error[unsupported-attribute]: attribute 'training_mode' is 1
              at net.onnx, node 'n_a' (BatchNormalization), output 'a'
              hint: export the model in evaluation mode
            error[unsupported-attribute]: 'training_mode' is on
              at net.onnx, node 'n_b' (Dropout), outputs 'b', 'mask'
              hint: export the model in evaluation mode
            """);
  }
}
