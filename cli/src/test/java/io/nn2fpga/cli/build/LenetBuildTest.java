package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.project.ProjectReader;
import io.nn2fpga.cli.report.Report;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The customer's own line: the repository's project file. */
class LenetBuildTest extends ExampleBuild {
  LenetBuildTest() {
    super("mnist-lenet");
  }

  @Override
  List<String> command() {
    return List.of("build", "--board", "zcu104", "--no-synthesis");
  }

  @Test
  void whatWasSwitchedOffIsSaid() throws IOException {
    assertThat(report().layers()).allMatch(layer -> layer.synthesized() == null);
    assertThat(report().resources().leftOut()).isNull();
    assertThat(report().notRun())
        .contains(
            new Report.NotRun(
                "synthesis", "switched off by --no-synthesis; resources are estimates"));
  }

  @Override
  BuildRequest request() {
    return BuildRequest.of(ProjectReader.read(ROOT.resolve("nn2fpga.yaml")));
  }
}
