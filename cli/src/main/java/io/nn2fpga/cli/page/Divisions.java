package io.nn2fpga.cli.page;

import io.nn2fpga.cli.diagram.Diagrams;
import io.nn2fpga.cli.page.View.Bar;
import io.nn2fpga.cli.page.View.Division;
import io.nn2fpga.cli.page.View.Fact;
import io.nn2fpga.cli.page.View.HostRow;
import io.nn2fpga.cli.report.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page's part about a network that host and accelerator share. */
final class Divisions {
  private Divisions() {}

  /** The part; none if the accelerator computes all that it can. */
  static List<Division> of(Report.@Nullable Partition partition) {
    if (partition == null) {
      return List.of();
    }
    long macs = partition.hostMacs() + partition.acceleratorMacs();
    return List.of(
        new Division(
            "The driver runs the host's nodes in ONNX Runtime, before and behind the accelerator."
                + " All others are layers below.",
            List.of(
                side("Accelerator", partition.acceleratorMacs(), macs),
                side("Host", partition.hostMacs(), macs)),
            List.of(
                cut("To the accelerator", partition.input()),
                cut("Back to the host", partition.output())),
            partition.host().stream()
                .map(
                    node ->
                        new HostRow(
                            node.name(),
                            node.operator(),
                            node.place(),
                            node.macs() == 0 ? Figures.NONE : Figures.count(node.macs()),
                            node.why()))
                .toList()));
  }

  private static Bar side(String name, long own, long all) {
    double share = all == 0 ? 0 : (double) own / all;
    return new Bar(
        name,
        Figures.width(share),
        List.of(),
        Figures.count(own) + " MACs, " + Figures.percent(share, 1),
        "");
  }

  private static Fact cut(String name, Report.Cut cut) {
    return new Fact(
        name,
        cut.value()
            + ": "
            + Diagrams.dimensions(cut.shape())
            + " codes of "
            + cut.bits()
            + " bits, "
            + Figures.count(cut.bytes())
            + " bytes a frame",
        "");
  }
}
