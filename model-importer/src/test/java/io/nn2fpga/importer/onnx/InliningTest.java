package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.Graph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of a model and branches of constant conditions take their node's place. */
final class InliningTest {
  @TempDir private Path folder;

  private Graph checked(ModelProto model) throws IOException {
    Path file = Files.write(folder.resolve("net.onnx"), model.toByteArray());
    ImportedModel imported = OnnxImporter.read(file);
    assertThat(ImportCheck.run(imported, List.of()).tensors())
        .isEqualTo(imported.graph().nodes().size());
    return imported.graph();
  }

  private static List<String> mnemonics(Graph graph) {
    return graph.nodes().stream().map(n -> n.op().mnemonic()).toList();
  }

  private static NodeProto node(String domain, String type, String inputs, String output) {
    return NodeProto.newBuilder()
        .setDomain(domain)
        .setOpType(type)
        .setName("n_" + output)
        .addAllInput(List.of(inputs.split(" ")))
        .addOutput(output)
        .build();
  }

  private static FunctionProto.Builder function(String name, NodeProto... body) {
    return FunctionProto.newBuilder()
        .setName(name)
        .setDomain("local")
        .addInput("a")
        .addOutput("r")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .addAllNode(List.of(body));
  }

  private static ModelProto.Builder withDomain(OnnxModelBuilder builder) {
    return builder.irVersion(8).build().toBuilder()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
  }

  @Test
  void functionsAreInlinedWithTheirAttributes() throws IOException {
    AttributeProto axis =
        AttributeProto.newBuilder()
            .setName("axis")
            .setRefAttrName("along")
            .setType(AttributeType.INT)
            .build();
    FunctionProto.Builder twice =
        function(
            "Twice",
            node("local", "Part", "a", "t"),
            node("", "Relu", "t", "u"),
            node("local", "Part", "u", "r"));
    FunctionProto.Builder part =
        function(
                "Part",
                node("", "Relu", "a", "t"),
                node("", "Concat", "t t", "r").toBuilder().addAttribute(axis).build())
            .addAttributeProto(integer("along", 1));
    ModelProto model =
        withDomain(
                new OnnxModelBuilder(13)
                    .input("x", 1, 3)
                    .node("Twice", "x", "h")
                    .node("Relu", "h", "t")
                    .output("t"))
            .addFunctions(twice)
            .addFunctions(part)
            .build();
    ModelProto.Builder called = model.toBuilder();
    called.getGraphBuilder().getNodeBuilder(0).setDomain("local");
    Graph graph = checked(called.build());
    assertThat(mnemonics(graph))
        .containsExactly("relu", "concat", "relu", "relu", "concat", "relu");
    assertThat(graph.values()).containsKeys("n_h/t", "n_h/n_t/t", "h", "t");
    assertThat(graph.value("t").type()).hasToString("f32[12]");
  }

  @Test
  void functionsWithoutEndAreRefused() {
    ModelProto.Builder model =
        withDomain(new OnnxModelBuilder(13).input("x", 1, 3).node("F", "x", "y").output("y"))
            .addFunctions(
                function("F", node("local", "F", "a", "t"), node("local", "F", "t", "r")));
    model.getGraphBuilder().getNodeBuilder(0).setDomain("local");
    assertThatThrownBy(() -> checked(model.build()))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("functions call each other without end");
    ModelProto.Builder older = model.clone();
    older.getFunctionsBuilder(0).getOpsetImportBuilder(0).setVersion(9);
    assertThatThrownBy(() -> checked(older.build()))
        .hasMessageContaining("function 'F' is of opset 9, the model of 13");
  }

  /** If the batch has one sample, relu of x, else what nobody can build. */
  private static OnnxModelBuilder choice(String condition) {
    GraphProto taken =
        GraphProto.newBuilder()
            .setName("taken")
            .addInitializer(OnnxModelBuilder.tensor("t", DataType.FLOAT, 1).addFloatData(2))
            .addNode(node("", "Add", "x t", "s"))
            .addNode(node("", "Relu", "s", "r"))
            .addOutput(ai.onnx.proto.OnnxMl.ValueInfoProto.newBuilder().setName("r"))
            .build();
    GraphProto other =
        GraphProto.newBuilder()
            .setName("other")
            .addNode(node("", "NonZero", "x", "r"))
            .addOutput(ai.onnx.proto.OnnxMl.ValueInfoProto.newBuilder().setName("r"))
            .build();
    return new OnnxModelBuilder(13)
        .irVersion(8)
        .input("x", 1, 3)
        .weights("t", 3)
        .node("Shape", "x", "shape")
        .longs("zero", 0)
        .node("Gather", "shape zero", "batch")
        .node("Cast", "batch", "one", integer("to", DataType.BOOL_VALUE))
        .node(
            "If",
            condition,
            "c",
            AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeType.GRAPH)
                .setG(taken)
                .build(),
            AttributeProto.newBuilder()
                .setName("else_branch")
                .setType(AttributeType.GRAPH)
                .setG(other)
                .build())
        .node("Relu", "c", "y")
        .output("y");
  }

  @Test
  void theBranchThatIsTakenIsInlined() throws IOException {
    Graph graph = checked(choice("batch").build());
    assertThat(mnemonics(graph)).containsExactly("add", "relu", "relu");
    assertThat(graph.values()).containsKeys("n_c/s", "n_c/r", "y");
  }

  @Test
  void aBranchThatDependsOnDataIsRefused() {
    assertThatThrownBy(() -> checked(choice("x").build()))
        .hasMessageContaining("the condition 'x' is an input, not constant");
  }

  @Test
  void attributesOfOtherNodesStayAsTheyAre() throws IOException {
    ModelProto model =
        new OnnxModelBuilder(13)
            .input("x", 1, 3)
            .node("Elu", "x", "y", number("alpha", 0.5f))
            .output("y")
            .build();
    OnnxFile file = new OnnxFile(folder.resolve("net.onnx"), model.toByteArray(), model);
    assertThat(Inlining.functions(file)).isSameAs(file);
  }
}
