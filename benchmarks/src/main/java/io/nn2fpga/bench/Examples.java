package io.nn2fpga.bench;

import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.cli.project.ProjectReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The example networks that benchmarks build. */
final class Examples {
  private Examples() {}

  /** Names of the examples. */
  static final List<String> NAMES = List.of("mnist-lenet", "mnist-mlp", "kws", "resnet8");

  /**
   * The request that an example's own project file makes, or else the repository's, for its model.
   *
   * @param root the repository
   */
  static BuildRequest request(Path root, String name) {
    Path own = root.resolve("examples").resolve(name).resolve("nn2fpga.yaml");
    if (Files.exists(own)) {
      return BuildRequest.of(ProjectReader.read(own));
    }
    Project project = ProjectReader.read(root.resolve("nn2fpga.yaml"));
    Project named =
        new Project(
            name,
            root.resolve("examples").resolve(name).resolve("model.onnx"),
            project.preprocess(),
            project.calibration(),
            project.test(),
            project.board(),
            project.link(),
            project.bits(),
            project.quantize(),
            project.quantization(),
            project.target(),
            project.schedule(),
            project.verify(),
            project.tfliteKernels(),
            project.customOperators(),
            null);
    return BuildRequest.of(named);
  }
}
