package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  @TempDir Path folder;

  private static CommandLineRun run(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "import";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandLineRun.of(Map.of(), EXAMPLES, all);
  }

  @Test
  void printsWhatWasUnderstood() {
    assertThat(run("mnist-lenet/model.onnx"))
        .isEqualTo(
            new CommandLineRun(
                0,
                """
                model       model, ONNX
                input       image, f32[1,28,28]
                output      logits, f32[10]
                parameters  29,834
                MACs        503,040 for one inference
                quantized   no

                operator             nodes  parameters  MACs
                batch-normalization  2      96          -
                conv                 2      3,424       476,800
                dense                2      26,314      26,240
                flatten              1      -           -
                max-pool             2      -           -
                relu                 3      -           -
                total                12     29,834      503,040
                """,
                ""));
  }

  @Test
  void printsTheNodes() {
    CommandLineRun run = run("mnist-mlp/model.onnx", "--nodes");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .endsWith(
            """
            node       operator  result    MACs
            /Flatten   flatten   f32[784]  -
            /fc1/Gemm  dense     f32[64]   50,176
            /Relu      relu      f32[64]   -
            /fc2/Gemm  dense     f32[32]   2,048
            /Relu_1    relu      f32[32]   -
            /fc3/Gemm  dense     f32[10]   320
            """);
  }

  @Test
  void printsTheGraphAsText() {
    CommandLineRun run = run("mnist-mlp/model.onnx", "--level", "nn");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("graph \"model\" nn {\n  input %").endsWith("}\n");
    assertThat(run("mnist-mlp/model.onnx", "--level", "int").exitCode()).isEqualTo(2);
  }

  @Test
  void saysWhatWasFolded() {
    CommandLineRun run = run("kws/model.onnx", "--axis-zero", "batch");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("folded      ");
  }

  private static NodeProto.Builder node(String domain, String type, String input, String output) {
    return NodeProto.newBuilder()
        .setDomain(domain)
        .setOpType(type)
        .setName(output)
        .addInput(input)
        .addOutput(output);
  }

  @Test
  void listsAllThatCannotBeImported() throws IOException {
    ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
    model.addOpsetImportBuilder().setVersion(13);
    ValueInfoProto.Builder input = model.getGraphBuilder().addInputBuilder().setName("x");
    input.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimValue(1);
    input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimValue(4);
    model
        .getGraphBuilder()
        .addNode(node("", "GRU", "x", "a"))
        .addNode(node("com.example", "Magic", "a", "b"))
        .addNode(node("", "NonMaxSuppression", "b", "y"))
        .addOutputBuilder()
        .setName("y");
    Path file = Files.write(folder.resolve("net.onnx"), model.build().toByteArray());
    assertThat(run(file.toString()))
        .isEqualTo(
            new CommandLineRun(
                1,
                "",
                """
                error[unsupported-operator]: 'GRU' has no hardware form: it keeps a state from step to step
                  at net.onnx, node 'a' (GRU), output 'a'
                  hint: unroll the steps before the export
                error[unsupported-operator]: 'com.example.Magic' has no hardware form
                  at net.onnx, node 'b' (Magic), output 'b'
                  hint: export the model with standard operators, or with this one as a function of the model, or define it in a file for --custom-operators; see docs/custom-operators.md
                error[unsupported-operator]: 'NonMaxSuppression' has no hardware form: how many results it has depends on the data
                  at net.onnx, node 'y' (NonMaxSuppression), output 'y'
                  hint: end the network before this node and do it on the host
                """));
  }

  @Test
  void listsEverythingThatIsWrong() throws IOException {
    Path text = Files.writeString(folder.resolve("model.onnx"), "layers: []\n");
    CommandLineRun run = run(text.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("error[malformed-file]: not an ONNX model but text");
    assertThat(run("mnist-mlp/model.onnx", "--bind", "z=data/mnist/labels.npy").err())
        .startsWith("error[data-shape]: a value is given for 'z', which is no input of the model");
    assertThat(run("mnist-mlp/model.onnx", "--tflite-kernels", "fast").err())
        .startsWith("error[project-file]: there are no TFLite kernels 'fast'");
  }
}
