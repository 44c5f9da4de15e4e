package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.Project;
import java.nio.file.Path;
import java.util.List;

/** A model that is named on the command line, with its data. */
class MlpBuildTest extends ExampleBuild {
  private static final Path MODEL = Path.of("examples/mnist-mlp/model.onnx");
  private static final Path IMAGES = Path.of("examples/data/mnist/images.npy");
  private static final Path LABELS = Path.of("examples/data/mnist/labels.npy");
  private static final double SCALE = 0.00392156862745098;

  MlpBuildTest() {
    super("mnist-mlp");
  }

  @Override
  List<String> command() {
    return List.of(
        "build",
        MODEL.toString(),
        "--board=zcu104",
        "--scale=" + SCALE,
        "--calibrate=" + IMAGES,
        "--test=" + IMAGES,
        "--labels=" + LABELS);
  }

  @Override
  String limitingResource() {
    return "DSP";
  }

  @Override
  BuildRequest request() {
    return BuildRequest.of(
        new Project(
            null,
            ROOT.resolve(MODEL),
            new Project.Preprocess(SCALE, null, null, null, null),
            new Project.Calibration(ROOT.resolve(IMAGES), null),
            new Project.Test(ROOT.resolve(IMAGES), ROOT.resolve(LABELS)),
            "zcu104",
            null,
            null,
            null,
            null,
            null));
  }
}
