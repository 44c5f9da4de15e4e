package io.nn2fpga.cli.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.page.PageChecks;
import io.nn2fpga.cli.project.ProjectReader;
import io.nn2fpga.cli.report.Report;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  String limitingResource() {
    return "DSP"; // two pixels a cycle would need more than half of them
  }

  @Test
  void theBrowserShowsTheReportWithoutAnErrorAndItsScriptWorks() throws IOException {
    Browser.Visit visit =
        Browser.visit(
            directory().resolve("report/report.html"),
            // As a mouse over the first layer's box; appended to a copy of the page.
            "document.querySelector('svg.diagram a[data-target]')"
                + ".dispatchEvent(new MouseEvent('mouseenter'));");

    assertThat(visit.console()).isEmpty();
    PageChecks.shows(visit.page(), report());
    assertThat(visit.page().select("#layers tr.lit").eachAttr("id")).containsExactly("layer-0");
    BufferedImage picture = visit.picture();
    assertThat(picture.getWidth()).isEqualTo(Browser.WIDTH);
    // Text, bars and boxes: many colours, and no one of them nearly everywhere.
    Map<Integer, Long> colours =
        IntStream.range(0, picture.getWidth() * picture.getHeight())
            .mapToObj(i -> picture.getRGB(i % picture.getWidth(), i / picture.getWidth()))
            .collect(Collectors.groupingBy(c -> c, Collectors.counting()));
    long most = colours.values().stream().mapToLong(Long::longValue).max().orElse(0);
    assertThat(colours).hasSizeGreaterThan(200);
    assertThat(most).isLessThan(picture.getWidth() * (long) picture.getHeight() * 8 / 10);
  }

  @Override
  BuildRequest request() {
    return BuildRequest.of(ProjectReader.read(ROOT.resolve("nn2fpga.yaml")));
  }
}
