package io.nn2fpga.cli;

import io.nn2fpga.cli.build.ModelRequest;
import io.nn2fpga.cli.build.NetworkParts;
import io.nn2fpga.cli.build.PartitionSummary;
import io.nn2fpga.cli.project.PartitionChoice;
import io.nn2fpga.cli.project.PartitionFile;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.partition.Placement;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Shows which parts of a model go to the accelerator, and which the host computes. */
@Command(
    name = "partition",
    description =
        "Show where each node of a model is computed, by the accelerator or by the host, and why."
            + " Needs no data.",
    mixinStandardHelpOptions = true)
final class PartitionCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the cuts as a file that --partition takes, edited or not.")
  private @Nullable Path output;

  @Mixin private NamedProject named = new NamedProject();

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    Project project = named.project(session);
    Path file = named.modelFile(session);
    ImportedModel model = ModelFile.read(file, ModelRequest.reading(project).with(AxisZero.BATCH));
    NetworkParts parts = NetworkParts.of(model, PartitionChoice.of(project.partition()));
    PartitionSummary summary = parts.summary();
    print(session.out(), summary);
    if (output != null) {
      session.write(output, PartitionFile.write(parts.plan().cuts()), "--output");
      session.out().printf("%nwritten to %s%n", output);
    }
    return 0;
  }

  private static void print(PrintWriter out, PartitionSummary summary) {
    TextTable nodes = new TextTable("node", "operator", "where", "MACs", "result", "why");
    for (Placement placement : summary.placements()) {
      nodes.row(
          placement.node().name(),
          placement.node().op().mnemonic(),
          placement.side().isHost() ? "host" : "accelerator",
          placement.macs() == 0 ? "-" : number(placement.macs()),
          String.join(" ", placement.node().outputs()),
          placement.why());
    }
    nodes.lines().forEach(out::println);
    out.println();
    TextTable cuts = new TextTable("cut", "value", "shape", "bits", "bytes a frame");
    row(cuts, "to the accelerator", summary.input());
    row(cuts, "back to the host", summary.output());
    cuts.lines().forEach(out::println);
    out.println();
    out.printf(
        Locale.ROOT,
        "MACs of one inference: host %s (%.1f %%), accelerator %s%n",
        number(summary.hostMacs()),
        100 * summary.hostShare(),
        number(summary.acceleratorMacs()));
  }

  private static void row(TextTable table, String name, PartitionSummary.Cut cut) {
    table.row(
        name,
        cut.value(),
        String.valueOf(cut.shape()),
        String.valueOf(cut.bits()),
        number(cut.bytes()));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
