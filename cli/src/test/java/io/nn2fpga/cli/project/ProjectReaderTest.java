package io.nn2fpga.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectReaderTest {
  @TempDir Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("nn2fpga.yaml"), text);
  }

  private String problem(String text) throws IOException {
    Path file = write(text);
    try {
      ProjectReader.read(file);
    } catch (io.nn2fpga.diag.DiagnosticException e) {
      return String.valueOf(e.getMessage()).replace(file.toString(), "nn2fpga.yaml");
    }
    throw new AssertionError("no problem reported");
  }

  @Test
  void everyKeyIsRead() throws IOException {
    Project project =
        ProjectReader.read(
            write(
                """
                name: digits
                model: model.onnx
                preprocess: {scale: 0.5, mean: [0.1], std: [0.2], layout: nhwc, floats: raw}
                calibration: {data: x.npy, samples: 7}
                test: {data: t.npy, labels: l.npy}
                board: zcu104
                bits: {weights: 8, activations: 6}
                target: {utilization: 0.25, clock_mhz: 150}
                schedule: s.yaml
                verify: {samples: 4}
                """));
    assertThat(project.name()).isEqualTo("digits");
    assertThat(project.model()).isEqualTo(folder.resolve("model.onnx"));
    assertThat(project.preprocess())
        .isEqualTo(new Project.Preprocess(0.5, List.of(0.1), List.of(0.2), "nhwc", "raw"));
    assertThat(project.calibration())
        .isEqualTo(new Project.Calibration(folder.resolve("x.npy"), 7));
    assertThat(project.test())
        .isEqualTo(new Project.Test(folder.resolve("t.npy"), folder.resolve("l.npy")));
    assertThat(project.bits()).isEqualTo(new Project.Bits(8, 6, null, null, null));
    assertThat(project.target()).isEqualTo(new Project.Target(null, 0.25, 150.0, null));
    assertThat(project.verify()).isEqualTo(new Project.Verify(4));
  }

  @Test
  void namesOfLayersAreTheUsersAndWhatIsBelowThemIsChecked() throws IOException {
    Path file = write("bits:\n  layers:\n    /conv1/Conv: {weights: 4}\n    b: {weight: 4}\n");
    assertThatThrownBy(() -> ProjectReader.read(file))
        .hasMessage(
            """
            error[project-file]: unknown key 'weight'
              at %s, line 4
              hint: did you mean 'weights'? known here: activations, weights"""
                .formatted(file));
  }

  @Test
  void unknownKeysAreAllReportedWithTheNearestKnownOne() throws IOException {
    assertThat(problem("bord: zcu104\nmodel: m.onnx\ntarget: {fsp: 3}\n"))
        .isEqualTo(
            """
            error[project-file]: unknown key 'bord'
              at nn2fpga.yaml, line 1
              hint: did you mean 'board'? known here: bits, board, calibration, custom_operators, link, model, name, partition, preprocess, quantization, quantize, schedule, target, test, tflite_kernels, verify
            error[project-file]: unknown key 'fsp'
              at nn2fpga.yaml, line 3
              hint: did you mean 'fps'? known here: clock_mhz, fps, max_clock, utilization""");
  }

  @Test
  void valuesOutOfRangeAreAllReported() throws IOException {
    assertThat(
            problem(
                "target: {fps: -1, utilization: 2}\nbits: {weights: 9}\npreprocess: {floats: x}\n"))
        .isEqualTo(
            """
            error[project-file]: 'bits.weights' is 9
              at nn2fpga.yaml
              hint: it is 2 to 8
            error[project-file]: 'fps' and 'utilization' exclude each other
              at nn2fpga.yaml
              hint: keep one of the two
            error[project-file]: 'target.fps' is -1.0
              at nn2fpga.yaml
              hint: it is a number above 0
            error[project-file]: 'target.utilization' is 2.0
              at nn2fpga.yaml
              hint: it is a share of the board, above 0 and at most 1
            error[project-file]: 'preprocess.floats' is 'x'
              at nn2fpga.yaml
              hint: floating-point files hold the model's input (model) or raw bytes (raw)""");
  }

  @Test
  void aValueOfTheWrongKindNamesItsKeyAndLine() throws IOException {
    assertThat(problem("board: zcu104\nbits: eight\n"))
        .isEqualTo(
            """
            error[project-file]: 'bits' has a value of the wrong kind
              at nn2fpga.yaml, line 2
              hint: it takes keys of its own, indented below it""");
  }

  @Test
  void textThatIsNotYamlNamesTheLine() throws IOException {
    assertThat(problem("board: [zcu104\nmodel: }\n"))
        .startsWith("error[malformed-file]: not a YAML file: ")
        .contains("at nn2fpga.yaml, line ");
  }

  @Test
  void aMissingFileSaysHowToStart() {
    assertThatThrownBy(() -> ProjectReader.read(Path.of("absent.yaml")))
        .hasMessage(
            """
            error[file-not-found]: no project file 'absent.yaml'
              hint: name a model, as in './nn2fpga build MODEL.onnx --board zcu104', or write a project file with './nn2fpga init MODEL.onnx'""");
  }

  @Test
  void anEmptyFileLeavesEverythingOpen() throws IOException {
    assertThat(ProjectReader.read(write("# nothing yet\n"))).isEqualTo(Project.EMPTY);
  }
}
