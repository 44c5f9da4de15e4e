package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.ProjectReader;
import java.util.List;

/** The customer's own line: the repository's project file. */
class LenetBuildTest extends ExampleBuild {
  LenetBuildTest() {
    super("mnist-lenet");
  }

  @Override
  List<String> command() {
    return List.of("build", "--board", "zcu104");
  }

  @Override
  BuildRequest request() {
    return BuildRequest.of(ProjectReader.read(ROOT.resolve("nn2fpga.yaml")));
  }
}
