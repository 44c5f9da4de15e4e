package io.nn2fpga.cli;

import io.nn2fpga.cli.model.ModelSummary;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.text.GraphPrinter;
import io.nn2fpga.nn.Products;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Imports a model and prints what was understood. */
@Command(
    name = "import",
    description = "Read a model of any format and print what was understood of it.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  @ParentCommand private @Nullable Main main;

  @Spec private picocli.CommandLine.Model.@Nullable CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The model file.")
  private @Nullable Path model;

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--nodes",
      description = "Print a table of the nodes: name, operator and type of the result.")
  private boolean nodes;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "nn: print the imported graph as text, without long constants, and no more.")
  private @Nullable Level level;

  @Override
  public Integer call() {
    Session session = Objects.requireNonNull(main).session();
    if (level != null && level != Level.NN) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "Only level nn exists before a build; 'inspect' prints the others");
    }
    ImportedModel imported =
        ModelFile.read(session.path(Objects.requireNonNull(model)), reading.options(session));
    if (level != null) {
      session.out().print(GraphPrinter.printElided(imported.graph()));
      return 0;
    }
    ModelSummary summary = ModelSummary.of(imported);
    printModel(session.out(), imported, summary);
    session.out().println();
    operators(summary).forEach(session.out()::println);
    if (nodes) {
      session.out().println();
      table(imported.graph()).forEach(session.out()::println);
    }
    return 0;
  }

  private static void printModel(PrintWriter out, ImportedModel model, ModelSummary summary) {
    Graph graph = model.graph();
    out.printf(Locale.ROOT, "%-12s%s, %s%n", "model", graph.name(), model.format());
    graph.inputs().forEach(name -> printValue(out, "input", graph, name));
    graph.outputs().forEach(name -> printValue(out, "output", graph, name));
    ModelSummary.Part total = summary.total();
    out.printf(Locale.ROOT, "%-12s%,d%n", "parameters", total.parameters());
    out.printf(Locale.ROOT, "%-12s%,d for one inference%n", "MACs", total.macs());
    out.printf(Locale.ROOT, "%-12s%s%n", "quantized", quantization(model, summary));
    if (summary.foldedNodes() > 0) {
      out.printf(
          Locale.ROOT,
          "%-12s%d nodes at import: %s%n",
          "folded",
          summary.foldedNodes(),
          summary.foldedText());
    }
  }

  private static void printValue(PrintWriter out, String what, Graph graph, String name) {
    out.printf(Locale.ROOT, "%-12s%s, %s%n", what, name, graph.value(name).type());
  }

  private static String quantization(ImportedModel model, ModelSummary summary) {
    if (!summary.isQuantized()) {
      return "no";
    }
    if (model.isHybrid() && !model.isQuantized()) {
      return "weights of "
          + bits(summary.weightBits())
          + ", activations as they come with the arithmetic of "
          + model.kernels()
          + "; build takes the network as a float one";
    }
    return "weights of "
        + bits(summary.weightBits())
        + ", activations of "
        + bits(summary.activationBits())
        + "; arithmetic of "
        + model.kernels();
  }

  private static String bits(SortedSet<Integer> bits) {
    return bits.isEmpty()
        ? "no codes"
        : bits.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " bits";
  }

  private static List<String> operators(ModelSummary summary) {
    TextTable table = new TextTable("operator", "nodes", "parameters", "MACs");
    summary.operators().forEach((name, part) -> addRow(table, name, part));
    addRow(table, "total", summary.total());
    return table.lines();
  }

  private static void addRow(TextTable table, String name, ModelSummary.Part part) {
    table.row(name, String.valueOf(part.nodes()), number(part.parameters()), number(part.macs()));
  }

  private static String number(long value) {
    return value == 0 ? "-" : String.format(Locale.ROOT, "%,d", value);
  }

  private static List<String> table(Graph graph) {
    TextTable table = new TextTable("node", "operator", "result", "MACs");
    for (Node node : graph.nodes()) {
      table.row(
          node.name(),
          node.op().mnemonic(),
          node.outputs().stream()
              .map(name -> graph.value(name).type().toString())
              .collect(Collectors.joining(" ")),
          number(Products.of(graph, node)));
    }
    return table.lines();
  }
}
