package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  private static final Path NAMED = Path.of("net");

  @TempDir Path folder;

  @Test
  void aProjectFileComesFirst() throws IOException {
    Files.createFile(folder.resolve("a.onnx"));
    assertThat(ModelFolder.of(folder, NAMED))
        .isEqualTo(new ModelFolder(null, Path.of("net/a.onnx")));

    Files.createFile(folder.resolve("nn2fpga.yaml"));
    assertThat(ModelFolder.of(folder, NAMED))
        .isEqualTo(new ModelFolder(Path.of("net/nn2fpga.yaml"), null));
  }

  @Test
  void refusesAFolderThatLeavesAChoice() throws IOException {
    assertThatThrownBy(() -> ModelFolder.of(folder, NAMED))
        .hasMessageContaining(
            "error[project-file]: the folder holds neither nn2fpga.yaml nor a model\n  at net");

    Files.createFile(folder.resolve("a.onnx"));
    Files.createFile(folder.resolve("b.tflite"));
    assertThatThrownBy(() -> ModelFolder.of(folder, NAMED))
        .hasMessageContaining("the folder holds 2 models and no nn2fpga.yaml");
  }
}
