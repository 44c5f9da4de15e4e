package io.nn2fpga.bench;

import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.cli.project.ProjectReader;
import java.nio.file.Path;
import java.util.List;

/** The example networks that benchmarks build. */
final class Examples {
  private Examples() {}

  /** Names of the examples. */
  static final List<String> NAMES = List.of("mnist-lenet", "mnist-mlp");

  /**
   * The request that the repository's project file makes, for one of the examples.
   *
   * @param root the repository
   */
  static BuildRequest request(Path root, String name) {
    Project project = ProjectReader.read(root.resolve("nn2fpga.yaml"));
    Project named =
        new Project(
            name,
            root.resolve("examples").resolve(name).resolve("model.onnx"),
            project.preprocess(),
            project.calibration(),
            project.test(),
            project.board(),
            project.bits(),
            project.quantization(),
            project.target(),
            project.schedule(),
            project.verify());
    return BuildRequest.of(named);
  }
}
