package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.ir.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions, products and normalizations compute what ONNX Runtime computes. */
final class ReductionOperatorsTest {
  @TempDir private Path folder;

  private Graph checked(OnnxModelBuilder builder, AxisZero reading) throws IOException {
    return RuntimeComparison.of(builder, folder, reading);
  }

  private Graph checked(OnnxModelBuilder builder) throws IOException {
    return checked(builder, AxisZero.BATCH);
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  private static OnnxModelBuilder one(int opset, String operator, AttributeProto... attributes) {
    return new OnnxModelBuilder(opset)
        .input("x", 1, 3, 4)
        .node(operator, "x", "y", attributes)
        .output("y");
  }

  @ParameterizedTest
  @CsvSource({
    "ReduceSum, 13",
    "ReduceMean, 18",
    "ReduceMax, 18",
    "ReduceMin, 18",
    "ReduceProd, 18",
    "ReduceSumSquare, 18",
    "ReduceL1, 18",
    "ReduceL2, 18",
    "ReduceLogSum, 18",
    "ReduceLogSumExp, 18"
  })
  void reductions(String operator, int asOperand) throws IOException {
    checked(
        new OnnxModelBuilder(asOperand)
            .input("x", 1, 3, 4)
            .longs("axes", -1)
            .node(operator, "x axes", "y", integer("keepdims", 0))
            .output("y"));
    checked(
        new OnnxModelBuilder(asOperand).input("x", 2, 3, 4).node(operator, "x", "y").output("y"),
        AxisZero.WHOLE);
    checked(one(asOperand - 1, operator, ints("axes", 1)));
  }

  @Test
  void meansAndMaximaOfImagesArePools() throws IOException {
    OnnxModelBuilder model =
        new OnnxModelBuilder(18)
            .input("x", 1, 3, 4, 5)
            .longs("plane", 2, 3)
            .longs("last", 1, 2)
            .node("GlobalMaxPool", "x", "m")
            .node("Sub", "x m", "s")
            .node("ReduceMax", "s plane", "k", integer("keepdims", 0))
            .node("ReduceMean", "s plane", "y", integer("keepdims", 0));
    assertThat(mnemonics(checked(model.output("y"))))
        .containsExactly("max-pool", "binary", "global-average-pool", "reshape");
    Graph channelsLast =
        checked(
            new OnnxModelBuilder(18)
                .input("x", 1, 4, 5, 3)
                .longs("plane", 1, 2)
                .node("ReduceMean", "x plane", "y")
                .output("y"));
    assertThat(mnemonics(channelsLast))
        .containsExactly("transpose", "global-average-pool", "transpose");
  }

  @Test
  void extremaSumsAndBest() throws IOException {
    for (String operator : List.of("ArgMax", "ArgMin")) {
      for (int last = 0; last < 2; last++) {
        OnnxModelBuilder model =
            new OnnxModelBuilder(13)
                .input("x", 1, 3, 9)
                .node("Round", "x", "r")
                .node(
                    operator,
                    "r",
                    "y",
                    integer("axis", -1),
                    integer("select_last_index", last),
                    integer("keepdims", last));
        checked(model.output("y"));
      }
    }
    for (int form = 0; form < 4; form++) {
      checked(
          new OnnxModelBuilder(14)
              .input("x", 1, 3, 4)
              .longs("axis", -1)
              .node(
                  "CumSum",
                  "x axis",
                  "y",
                  integer("exclusive", form % 2),
                  integer("reverse", form / 2))
              .output("y"));
    }
    Graph best =
        checked(
            new OnnxModelBuilder(11)
                .input("x", 1, 3, 6)
                .longs("k", 2)
                .node("TopK", "x k", "y places", integer("axis", 2), integer("largest", 0))
                .output("y", "places"));
    assertThat(best.value("places").type()).hasToString("f32[3,2]");
  }

  @Test
  void matrixProducts() throws IOException {
    checked(
        new OnnxModelBuilder(13)
            .input("x", 1, 3, 4)
            .weights("w", 4, 2)
            .node("MatMul", "x w", "h")
            .node("Transpose", "h", "t", ints("perm", 0, 2, 1))
            .node("MatMul", "t h", "y")
            .output("y"));
    checked(
        new OnnxModelBuilder(13)
            .input("x", 2, 3)
            .weights("w", 5, 2, 2)
            .weights("v", 3)
            .node("MatMul", "w x", "h")
            .node("MatMul", "h v", "y")
            .output("y"),
        AxisZero.WHOLE);
    checked(
        new OnnxModelBuilder(13)
            .input("x", 4, 3)
            .weights("w", 5, 4)
            .weights("c", 5)
            .node(
                "Gemm",
                "x w c",
                "y",
                integer("transA", 1),
                integer("transB", 1),
                number("alpha", 0.5f),
                number("beta", 2))
            .output("y"),
        AxisZero.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ij,jk->ik",
        "ij,jk",
        "ii,ij->j",
        "ij,kj->ik",
        "...j,jk->...k",
        "ij,jk->",
        "ij,ij->ji"
      })
  void einsteinSums(String equation) throws IOException {
    checked(
        new OnnxModelBuilder(12)
            .input("x", 3, 3)
            .weights("w", 3, 3)
            .node("Einsum", "x w", "y", text("equation", equation))
            .output("y"),
        AxisZero.WHOLE);
  }

  @Test
  void einsteinSumsOfABatch() throws IOException {
    checked(
        new OnnxModelBuilder(12)
            .input("x", 1, 3, 4)
            .weights("w", 4, 2)
            .node("Einsum", "x w", "y", text("equation", "bij,jk->bki"))
            .output("y"));
    assertThatThrownBy(
            () ->
                OnnxImporter.read(
                    new OnnxModelBuilder(12)
                        .input("x", 1, 3)
                        .weights("w", 4, 2)
                        .node("Einsum", "x w", "y", text("equation", "ij,jk"))
                        .output("y")
                        .write(folder)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("axis 'j' has the extents 3 and 4");
  }

  @Test
  void normalizations() throws IOException {
    for (AxisZero reading : List.of(AxisZero.BATCH, AxisZero.WHOLE)) {
      OnnxModelBuilder layer =
          new OnnxModelBuilder(17)
              .input("x", 1, 4, 3, 5)
              .weights("s", 3, 5)
              .weights("b", 5)
              .node(
                  "LayerNormalization",
                  "x s b",
                  "y",
                  integer("axis", -2),
                  number("epsilon", 0.01f));
      checked(layer.output("y"), reading);
      OnnxModelBuilder instance =
          new OnnxModelBuilder(13)
              .input("x", 1, 4, 3, 5)
              .weights("s", 4)
              .weights("b", 4)
              .node("InstanceNormalization", "x s b", "y");
      checked(instance.output("y"), reading);
      OnnxModelBuilder group =
          new OnnxModelBuilder(21)
              .input("x", 1, 4, 3, 5)
              .weights("s", 4)
              .weights("b", 4)
              .node("GroupNormalization", "x s b", "y", integer("num_groups", 2));
      checked(group.output("y"), reading);
      for (int p = 1; p <= 2; p++) {
        checked(one(22, "LpNormalization", integer("axis", -1), integer("p", p)), reading);
      }
      OnnxModelBuilder response =
          new OnnxModelBuilder(13)
              .input("x", 1, 6, 2, 2)
              .node("LRN", "x", "y", integer("size", 3), number("alpha", 0.5f), number("bias", 2));
      checked(response.output("y"), reading);
    }
    checked(
        new OnnxModelBuilder(13)
            .input("x", 2, 3, 4, 4)
            .node("MeanVarianceNormalization", "x", "y")
            .output("y"),
        AxisZero.WHOLE);
  }

  @Test
  void normsOverWindows() throws IOException {
    for (int p = 1; p <= 3; p++) {
      checked(
          new OnnxModelBuilder(18)
              .input("x", 1, 2, 6, 5)
              .node(
                  "LpPool",
                  "x",
                  "y",
                  ints("kernel_shape", 3, 2),
                  ints("strides", 2, 1),
                  ints("pads", 1, 0, 1, 1),
                  integer("p", p))
              .output("y"));
    }
    checked(
        new OnnxModelBuilder(18)
            .input("x", 1, 2, 6, 5)
            .node("GlobalLpPool", "x", "y", integer("p", 1))
            .output("y"));
  }
}
