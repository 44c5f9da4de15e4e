package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.nn2fpga.cli.project.Project;
import io.nn2fpga.cli.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

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

  @Test
  void synthesizedResourcesAreThereAndNearTheEstimates() throws IOException {
    Report report = report();
    Report.Total total = report.resources().total();
    for (Report.Amount amount : List.of(total.lut(), total.ff())) {
      assertThat(Objects.requireNonNull(amount.synthesized()))
          .isCloseTo(amount.estimated(), withinPercentage(10));
    }
    assertThat(total.dsp().synthesized()).isEqualTo(total.dsp().estimated()).isGreaterThan(800);
    for (Report.Layer layer : report.layers()) {
      Map<String, Double> synthesized = Objects.requireNonNull(layer.synthesized());
      assertThat(synthesized.get("dsp")).isEqualTo(layer.estimated().get("dsp"));
    }
    assertThat(report.tools()).anyMatch(tool -> tool.name().equals("yosys"));
    assertThat(report.resources().leftOut()).isNotNull();
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
            null,
            null,
            null,
            null,
            null,
            null));
  }
}
