package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, and builds that end before anything is built. */
class PartitionCommandTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String PROJECT = "examples/attention-digits/nn2fpga.yaml";

  @TempDir private Path folder;

  private static CommandLineRun run(String... arguments) {
    return CommandLineRun.of(System.getenv(), ROOT, arguments);
  }

  @Test
  void everyNodeIsListedWithItsPlaceAndTheReason() throws IOException {
    Path file = folder.resolve("partition.yaml");
    CommandLineRun run = run("partition", "--project", PROJECT, "--output", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("node            operator     where        MACs     result ")
        .contains("'standardize' has no hardware form\n")
        .containsPattern("features2 +conv +accelerator +225,792 +features2\n")
        .containsPattern("weights +softmax +host +- +weights +'softmax' has a hardware form at the")
        .containsPattern(
            "products +mat-mul +host +38,416 +products +'mat-mul' has no hardware form")
        .containsPattern("logits +dense +host +7,840 +logits +cost: a region with it is worth at ")
        .endsWith(
            """
            cut                 value         shape        bits  bytes a frame
            to the accelerator  standardized  [1, 28, 28]  8     784
            back to the host    pooled2       [16, 7, 7]   8     784

            MACs of one inference: host 122,304 (30.2 %), accelerator 282,240

            written to FILE
            """
                .replace("FILE", file.toString()));
    assertThat(Files.readString(file))
        .endsWith("accelerator:\n  input: standardized\n  output: pooled2\n");
    CommandLineRun again = run("partition", "--project", PROJECT, "--partition", file.toString());
    assertThat(again.out())
        .containsPattern("logits +dense +host +7,840 +logits +as the partition file says\n")
        .endsWith("host 122,304 (30.2 %), accelerator 282,240\n");
  }

  @Test
  void aNetworkThatIsNotDividedSaysSo() {
    CommandLineRun run = run("partition", "examples/mnist-lenet/model.onnx");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .doesNotContain("  host  ")
        .containsPattern("MACs of one inference: host 0 \\(0\\.0 %\\), accelerator [0-9,]+\n$");
  }

  @Test
  void withoutPartitionEverythingUnsupportedIsListed() {
    CommandLineRun run = run("build", "--no-synthesis", "--project", PROJECT, "--partition", "off");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err())
        .isEqualTo(
            """
            error[unsupported-operator]: 'standardize' has no hardware form
              at model.onnx, node 'standardized' (InstanceNormalization)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-operator]: 'mat-mul' has no hardware form
              at model.onnx, node 'queries' (MatMul)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-operator]: 'mat-mul' has no hardware form
              at model.onnx, node 'keys' (MatMul)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-operator]: 'mat-mul' has no hardware form
              at model.onnx, node 'values' (MatMul)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-operator]: 'mat-mul' has no hardware form
              at model.onnx, node 'products' (MatMul)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-operator]: 'mat-mul' of computed operands has no hardware form yet
              at model.onnx, node 'products' (MatMul)
              hint: only the first operand may be computed, the others have to be constants
            error[unsupported-operator]: 'softmax' has a hardware form at the end of a network only
              at model.onnx, node 'weights' (Softmax)
              hint: end the network with this node
            error[unsupported-operator]: 'mat-mul' has no hardware form
              at model.onnx, node 'attended' (MatMul)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-operator]: 'mat-mul' of computed operands has no hardware form yet
              at model.onnx, node 'attended' (MatMul)
              hint: only the first operand may be computed, the others have to be constants
            error[unsupported-operator]: 'standardize' has no hardware form
              at model.onnx, node 'normalized' (LayerNormalization)
              hint: docs/operators.md lists the operators that have one
            error[unsupported-attribute]: a constant that differs within a channel has no hardware form
              at model.onnx, node 'normalized' (LayerNormalization)
              hint: use one number a channel
            error[unsupported-attribute]: a constant that differs within a channel has no hardware form
              at model.onnx, node 'normalized' (LayerNormalization)
              hint: use one number a channel
            """);
  }

  @Test
  void aFileWithCutsThatAreNoneEndsTheBuild() throws IOException {
    Path file = folder.resolve("partition.yaml");
    Files.writeString(file, "accelerator:\n  input: standardized\n  output: mixed\n");
    CommandLineRun run =
        run("build", "--no-synthesis", "--project", PROJECT, "--partition", file.toString());
    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).contains("error[unsupported-operator]: 'mat-mul' has no hardware form");
    Files.writeString(file, "accelerator:\n  input: tokens\n  output: attended\n");
    run = run("build", "--no-synthesis", "--project", PROJECT, "--partition", file.toString());
    assertThat(run.err()).contains("error[unsupported-operator]: 'mat-mul' has no hardware form");
    Files.writeString(file, "accelerator:\n  input: queries\n  output: mixed\n");
    run = run("build", "--no-synthesis", "--project", PROJECT, "--partition", file.toString());
    assertThat(run.err())
        .isEqualTo(
            """
            error[partition]: no region of one input and one output from 'queries' to 'mixed': 'products' between the cuts also reads 'keys_last'
              at FILE
              hint: 'nn2fpga partition MODEL' shows nodes and values; leave the file out to have the cuts chosen
            """
                .replace("FILE", file.toString()));
  }
}
