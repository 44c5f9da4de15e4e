package io.nn2fpga.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.partition.Cuts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionFileTest {
  @TempDir Path folder;

  private static Graph graph() {
    Graph.Builder builder = Graph.builder("net", Level.NN);
    builder.input("image: 1", TensorType.of(FloatElement.F32, 4));
    builder.node("/block/Relu", new Relu(), List.of("image: 1"), "");
    builder.output("/block/Relu");
    return builder.build();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("partition.yaml"), text);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Cuts cuts = new Cuts("image: 1", "/block/Relu");
    assertThat(PartitionFile.write(cuts))
        .isEqualTo(
            """
            # The values at which the network goes to the accelerator and comes back.
            # 'nn2fpga partition MODEL' lists its nodes and values.
            accelerator:
              input: "image: 1"
              output: /block/Relu
            """);
    assertThat(PartitionFile.read(file(PartitionFile.write(cuts)), graph())).isEqualTo(cuts);
  }

  @Test
  void allProblemsAreReportedWithTheirLines() throws IOException {
    Path file = file("accelerator:\n  input: image\n  ouput: x\nhost: 1\n");
    assertThatThrownBy(() -> PartitionFile.read(file, graph()))
        .hasMessage(
            """
            error[partition]: unknown key 'host'
              at FILE, line 4
              hint: did you mean 'accelerator'?
            error[partition]: unknown key 'ouput'
              at FILE, line 3
              hint: did you mean 'output'?
            error[partition]: the network has no value 'image'
              at FILE, line 2
              hint: did you mean 'image: 1'?
            error[partition]: 'output' is missing
              at FILE, line 1
              hint: name the value that comes back from it"""
                .replace("FILE", file.toString()));
  }

  @Test
  void aFileThatIsNotThereIsSaidToBe() {
    Path file = folder.resolve("none.yaml");
    assertThatThrownBy(() -> PartitionFile.read(file, graph()))
        .hasMessage("error[file-not-found]: the partition cannot be read\n  at " + file);
  }

  @Test
  void theProjectsWordIsAChoiceOrAFileBesideIt() throws IOException {
    Path project = folder.resolve("nn2fpga.yaml");
    Files.writeString(project, "model: m.onnx\npartition: off\n");
    assertThat(PartitionChoice.of(ProjectReader.read(project).partition()))
        .isEqualTo(new PartitionChoice(false, null));
    Files.writeString(project, "model: m.onnx\npartition: auto\n");
    assertThat(PartitionChoice.of(ProjectReader.read(project).partition()))
        .isEqualTo(PartitionChoice.DEFAULT)
        .isEqualTo(PartitionChoice.of(null));
    Files.writeString(project, "model: m.onnx\npartition: sub/p.yaml\n");
    assertThat(PartitionChoice.of(ProjectReader.read(project).partition()).file())
        .isEqualTo(folder.resolve("sub/p.yaml"));
  }
}
