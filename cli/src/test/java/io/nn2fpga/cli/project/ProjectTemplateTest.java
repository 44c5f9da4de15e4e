package io.nn2fpga.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTemplateTest {
  @TempDir Path folder;

  private final String text =
      ProjectTemplate.text("net", Path.of("m.onnx"), List.of(3, 32, 32), "zcu104");

  @Test
  void theWrittenFileReads() throws IOException {
    Project project = ProjectReader.read(Files.writeString(folder.resolve("nn2fpga.yaml"), text));
    assertThat(project.model()).isEqualTo(folder.resolve("m.onnx"));
    assertThat(project.board()).isEqualTo("zcu104");
  }

  @Test
  void everythingCommentedOutReadsTooAndNamesEveryKey() throws IOException {
    String all =
        text.replaceAll(
                "(?m)^# (preprocess|test|link|bits|quantize|target|schedule|partition|verify|tflite_kernels|custom_operators):",
                "$1:")
            .replaceAll("(?m)^#( {2,}[a-z0-9_]+:)", " $1")
            .replaceAll("(?m)^  # samples", "  samples")
            .replaceAll("(?m)^ *fps: .*$", "");
    Project project = ProjectReader.read(Files.writeString(folder.resolve("nn2fpga.yaml"), all));
    assertThat(project.preprocess())
        .isEqualTo(
            new Project.Preprocess(
                0.00392156862745098, List.of(0.1307), List.of(0.3081), "nchw", "model"));
    assertThat(project.calibration())
        .isEqualTo(new Project.Calibration(folder.resolve("calibration.npy"), 200));
    assertThat(project.target()).isEqualTo(new Project.Target(null, 0.5, 200.0, true));
    assertThat(project.bits())
        .isEqualTo(
            new Project.Bits(4, 4, null, null, Map.of("conv1", new Project.LayerBits(8, 8))));
    assertThat(project.quantize())
        .isEqualTo(
            new Project.Quantize(
                "auto", 99.99, "per-channel", "asymmetric", false, true, false, false, 1.0));
    // In place of 'bits' and 'quantize', which it excludes.
    String replayed = all.replaceAll("(?m)^# quantization:", "quantization:");
    Path file = folder.resolve("nn2fpga.yaml");
    Files.writeString(file, replayed.replaceAll("(?ms)^bits:.*?(?=^# Or)", ""));
    assertThat(ProjectReader.read(file).quantization())
        .isEqualTo(folder.resolve("quantization.yaml"));
    for (String key : KeyLines.keys(Project.class)) {
      assertThat(replayed).containsPattern("(?m)^" + key + ":");
    }
  }
}
