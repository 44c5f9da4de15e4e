package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.longTensor;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.tensor;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators that move elements, and windows along other than two axes, against ONNX Runtime. */
final class ShapeOperatorsTest {
  @TempDir private Path folder;

  /** Imports, compares the output with ONNX Runtime on random samples, and returns the graph. */
  private Graph checked(OnnxModelBuilder builder) throws IOException {
    ImportedModel model = OnnxImporter.read(builder.output("y").write(folder));
    assertThat(ImportCheck.run(model, List.of()).values()).isPositive();
    return model.graph();
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  private static String outputType(Graph graph) {
    return graph.value(graph.outputs().get(0)).type().toString();
  }

  @ParameterizedTest
  @CsvSource({"constant, 11", "reflect, 13", "edge, 18", "wrap, 19"})
  void paddingOfEveryMode(String mode, int opset) throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(opset)
                .irVersion(9)
                .input("x", -1, 2, 4, 5)
                .longs("pads", 0, 1, 2, 1, 0, 0, 1, 3)
                .floats("value", List.of(-2f))
                .node("Pad", "x pads value", "y", text("mode", mode)));
    assertThat(mnemonics(graph)).containsExactly("pad");
    assertThat(outputType(graph)).isEqualTo("f32[3,7,9]");
  }

  @Test
  void negativePadsCutOff() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(18)
                .input("x", -1, 2, 4, 5)
                .longs("pads", -1, 2, 1, -3)
                .longs("axes", -1, 2)
                .node("Pad", "x pads _ axes", "y"));
    assertThat(mnemonics(graph)).containsExactly("slice", "pad");
    assertThat(outputType(graph)).isEqualTo("f32[2,3,5]");
  }

  @Test
  void slicesOfBothForms() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(9)
                .input("x", -1, 6, 5)
                .node(
                    "Slice",
                    "x",
                    "y",
                    ints("axes", 1, 2),
                    ints("starts", -4, 1),
                    ints("ends", Long.MAX_VALUE, -1)));
    assertThat(outputType(graph)).isEqualTo("f32[4,3]");
    Graph backwards =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 6, 5)
                .longs("starts", 4, -1)
                .longs("ends", Long.MIN_VALUE, 0)
                .longs("axes", 1, 2)
                .longs("steps", -3, -2)
                .node("Slice", "x starts ends axes steps", "y"));
    assertThat(outputType(backwards)).isEqualTo("f32[2,2]");
    Graph everything =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 6)
                .longs("starts", 0)
                .longs("ends", 99)
                .longs("axes", 1)
                .node("Slice", "x starts ends axes", "s")
                .node("Relu", "s", "y"));
    assertThat(mnemonics(everything)).containsExactly("relu");
  }

  @Test
  void splitAndConcat() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 6, 2)
                .longs("sizes", 1, 3, 2)
                .node("Split", "x sizes", "a b c", integer("axis", 1))
                .node("Concat", "c a b", "y", integer("axis", -2)));
    assertThat(mnemonics(graph)).containsExactly("slice", "slice", "slice", "concat");
    assertThat(graph.nodes().get(3).inputs()).containsExactly("c", "a", "b");
    Graph uneven =
        checked(
            new OnnxModelBuilder(18)
                .input("x", -1, 5)
                .node("Split", "x", "y unused", integer("axis", 1), integer("num_outputs", 2)));
    assertThat(outputType(uneven)).isEqualTo("f32[3]");
    assertThat(uneven.nodes()).hasSize(2);
  }

  @Test
  void gathersWithKnownIndices() throws IOException {
    Graph scalar =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 4, 3)
                .initializer(
                    tensor("last", ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64)
                        .addInt64Data(-1)
                        .build())
                .node("Gather", "x last", "y", integer("axis", 1)));
    assertThat(mnemonics(scalar)).containsExactly("gather", "reshape");
    assertThat(outputType(scalar)).isEqualTo("f32[3]");
    checked(
        new OnnxModelBuilder(13)
            .input("x", -1, 2, 2)
            .initializer(
                longTensor("i", 1, 0, 0, 1).toBuilder()
                    .clearDims()
                    .addAllDims(dims(1, 2, 2))
                    .build())
            .node("GatherElements", "x i", "g", integer("axis", 2))
            .initializer(
                longTensor("at", 0, 1, 0, 0, 0, 1).toBuilder()
                    .clearDims()
                    .addAllDims(dims(1, 2, 3))
                    .build())
            .node("GatherND", "g at", "y"));
    checked(
        new OnnxModelBuilder(13)
            .input("x", -1, 3, 2)
            .weights("u", 1, 2, 2)
            .initializer(
                longTensor("at", 0, 2, 0, 0).toBuilder()
                    .clearDims()
                    .addAllDims(dims(1, 2, 2))
                    .build())
            .node("ScatterND", "x at u", "y"));
  }

  private static List<Long> dims(long... dims) {
    return java.util.Arrays.stream(dims).boxed().toList();
  }

  @Test
  void repetitionAndBlocks() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 1, 2, 2)
                .longs("shape", 8, 1, 1)
                .longs("repeats", 1, 1, 1, 2)
                .node("Expand", "x shape", "e")
                .node("Tile", "e repeats", "t")
                .node("DepthToSpace", "t", "d", integer("blocksize", 2), text("mode", "CRD"))
                .node("SpaceToDepth", "d", "y", integer("blocksize", 2)));
    assertThat(mnemonics(graph))
        .containsExactly("expand", "tile", "depth-to-space", "space-to-depth");
    assertThat(outputType(graph)).isEqualTo("f32[8,2,4]");
  }

  @ParameterizedTest
  @CsvSource({
    "nearest, asymmetric, floor, 2, 3",
    "nearest, half_pixel, round_prefer_ceil, 0.6, 2.5",
    "nearest, align_corners, ceil, 2, 0.5",
    "linear, half_pixel, floor, 2, 2.5",
    "linear, pytorch_half_pixel, floor, 0.2, 0.5",
    "linear, align_corners, floor, 2, 3",
    "cubic, half_pixel, floor, 2, 0.8",
    "cubic, asymmetric, floor, 1.5, 1"
  })
  void resizing(String mode, String coordinates, String nearest, float rows, float columns)
      throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 2, 5, 4)
                .floats("scales", List.of(1f, 1f, rows, columns), 4)
                .node(
                    "Resize",
                    "x _ scales",
                    "y",
                    text("mode", mode),
                    text("coordinate_transformation_mode", coordinates),
                    text("nearest_mode", nearest)));
    assertThat(mnemonics(graph)).containsExactly("resize");
  }

  @Test
  void resizingToSizesAndOlderForms() throws IOException {
    Graph sizes =
        checked(
            new OnnxModelBuilder(18)
                .irVersion(8)
                .input("x", -1, 2, 5, 4)
                .longs("sizes", 3, 6)
                .node(
                    "Resize",
                    "x _ _ sizes",
                    "y",
                    text("mode", "linear"),
                    integer("antialias", 1),
                    ints("axes", 2, 3)));
    assertThat(outputType(sizes)).isEqualTo("f32[2,3,6]");
    checked(
        new OnnxModelBuilder(9)
            .input("x", -1, 2, 3, 3)
            .floats("scales", List.of(1f, 1f, 2f, 2f), 4)
            .node("Upsample", "x scales", "y", text("mode", "nearest")));
    checked(
        new OnnxModelBuilder(10)
            .input("x", -1, 2, 3, 3)
            .floats("scales", List.of(1f, 1f, 2f, 2f), 4)
            .node("Resize", "x scales", "y", text("mode", "linear")));
  }

  @Test
  void oneAxisIsAnImageOfOneRow() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 2, 11)
                .weights("w", 4, 2, 3)
                .weights("b", 4)
                .node("Conv", "x w b", "c", ints("pads", 1, 2), ints("dilations", 2))
                .node("MaxPool", "c", "m", ints("kernel_shape", 2), ints("strides", 2))
                .node(
                    "AveragePool",
                    "m",
                    "a",
                    ints("kernel_shape", 3),
                    text("auto_pad", "SAME_UPPER"))
                .weights("v", 4, 2, 3)
                .node(
                    "ConvTranspose",
                    "a v",
                    "t",
                    ints("strides", 2),
                    ints("output_padding", 1),
                    integer("group", 2))
                .node("GlobalAveragePool", "t", "y"));
    assertThat(mnemonics(graph))
        .contains("conv", "max-pool", "average-pool", "conv-transpose", "global-average-pool");
    assertThat(outputType(graph)).isEqualTo("f32[4,1]");
  }

  @Test
  void threeAxesPoolOneAfterTheOther() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(22)
                .irVersion(9)
                .input("x", -1, 2, 5, 6, 7)
                .node(
                    "MaxPool",
                    "x",
                    "m",
                    ints("kernel_shape", 2, 2, 3),
                    ints("pads", 1, 0, 1, 0, 1, 1),
                    ints("dilations", 1, 2, 1))
                .node(
                    "AveragePool",
                    "m",
                    "y",
                    ints("kernel_shape", 3, 2, 2),
                    ints("strides", 2, 1, 2),
                    ints("pads", 1, 1, 0, 1, 0, 1),
                    integer("count_include_pad", 1)));
    assertThat(mnemonics(graph)).filteredOn(m -> m.endsWith("pool")).hasSize(4);
  }

  @Test
  void transposedConvolutionsOfEveryPadding() throws IOException {
    for (String autoPad : List.of("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET")) {
      checked(
          new OnnxModelBuilder(11)
              .input("x", -1, 2, 3, 4)
              .weights("w", 2, 3, 3, 2)
              .weights("b", 3)
              .node(
                  "ConvTranspose", "x w b", "y", text("auto_pad", autoPad), ints("strides", 2, 3)));
    }
    Graph graph =
        checked(
            new OnnxModelBuilder(11)
                .input("x", -1, 2, 3, 3)
                .weights("w", 2, 2, 3, 3)
                .node(
                    "ConvTranspose",
                    "x w",
                    "y",
                    ints("strides", 3, 2),
                    ints("output_shape", 10, 8),
                    ints("output_padding", 1, 1)));
    assertThat(outputType(graph)).isEqualTo("f32[2,10,8]");
  }

  @Test
  void dilatedAndPartialPools() throws IOException {
    checked(
        new OnnxModelBuilder(19)
            .irVersion(9)
            .input("x", -1, 2, 7, 8)
            .node("MaxPool", "x", "m", ints("kernel_shape", 2, 2), ints("dilations", 2, 3))
            .node(
                "AveragePool",
                "m",
                "y",
                ints("kernel_shape", 2, 2),
                ints("dilations", 2, 1),
                ints("strides", 2, 2)));
    checked(
        new OnnxModelBuilder(19)
            .irVersion(9)
            .input("x", -1, 1, 6, 6)
            .node(
                "AveragePool",
                "x",
                "y",
                ints("kernel_shape", 3, 3),
                ints("strides", 2, 2),
                ints("pads", 1, 1, 0, 0),
                integer("ceil_mode", 1),
                integer("count_include_pad", 1)));
  }

  @Test
  void whatFollowsFromShapesAndConstantsIsFolded() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(13)
                .input("x", -1, 2, 3, 4)
                .longs("two", 2)
                .longs("four", 4)
                .longs("minus", -1)
                .longs("one", 1)
                .longs("zero", 0)
                .longs("huge", Long.MAX_VALUE)
                .node("Shape", "x", "s")
                .node("Slice", "s two four", "hw")
                .node("Gather", "hw one", "w")
                .node("Slice", "s one huge", "rest")
                .node(
                    "ConstantOfShape",
                    "one",
                    "ones",
                    OnnxModelBuilder.tensor("value", longTensor("", 1)))
                .node("Concat", "ones minus w", "shape", integer("axis", 0))
                .node("Reshape", "x shape", "r")
                .node("Size", "hw", "size")
                .node("Range", "zero size one", "unused")
                .node("Transpose", "r", "y", ints("perm", 0, 2, 1)));
    assertThat(mnemonics(graph)).containsExactly("reshape", "transpose");
    assertThat(outputType(graph)).isEqualTo("f32[4,6]");
  }

  @Test
  void oneHotAndTriangles() throws IOException {
    Graph graph =
        checked(
            new OnnxModelBuilder(14)
                .input("x", -1, 3, 4)
                .longs("depth", 5)
                .floats("values", List.of(-1f, 5f), 2)
                .node("ArgMax", "x", "i", integer("axis", 1), integer("keepdims", 0))
                .node("OneHot", "i depth values", "h", integer("axis", -1))
                .node("Trilu", "h", "y", integer("upper", 0)));
    assertThat(mnemonics(graph)).containsExactly("arg-max", "one-hot", "trilu");
  }

  @Test
  void theBatchStaysAsItIs() {
    OnnxModelBuilder model =
        new OnnxModelBuilder(13)
            .input("x", -1, 2)
            .longs("repeats", 2, 1)
            .longs("pads", 1, 0, 0, 0)
            .node("Tile", "x repeats", "a")
            .node("Pad", "x pads", "b")
            .node("Concat", "x x", "c", integer("axis", 0))
            .node("Concat", "a b c", "y", integer("axis", 1), number("alpha", 1))
            .output("y");
    assertThatThrownBy(() -> OnnxImporter.read(model.write(folder)))
        .hasMessageContaining("the result of extents [2, 2] has no batch axis of 1")
        .hasMessageContaining("the batch axis is padded")
        .hasMessageContaining("axis 0 is the batch axis");
  }
}
