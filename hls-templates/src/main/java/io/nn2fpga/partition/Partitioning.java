package io.nn2fpga.partition;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.QuantizedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Divides a network between host and accelerator. */
public final class Partitioning {
  private Partitioning() {}

  /**
   * All of a network where all of it has a hardware form; else the region that is worth most.
   *
   * @param graph as imported
   * @param lowering tells what has a hardware form
   * @throws DiagnosticException if no region is worth anything: with everything that has no
   *     hardware form
   */
  public static PartitionPlan auto(Graph graph, Lowering lowering) {
    DiagnosticException failure;
    try {
      return new PartitionPlan(graph, null, lowering.lower(graph), Map.of());
    } catch (DiagnosticException e) {
      failure = e;
    }
    if (graph.inputs().size() != 1
        || graph.outputs().size() != 1
        || graph.isConstant(graph.outputs().get(0))) {
      throw failure;
    }
    RegionSearch search = new RegionSearch(graph, lowering);
    search.refuse(failure);
    RegionSearch.Found found = search.run();
    if (found == null) {
      throw nothing(failure);
    }
    SplitGraph split = new GraphSplitter(graph).split(found.cuts());
    return new PartitionPlan(graph, split, found.lowered(), search.reasons())
        .withReasons(search.costs(found));
  }

  private static DiagnosticException nothing(DiagnosticException failure) {
    List<Diagnostic> problems = new ArrayList<>(failure.diagnostics());
    problems.add(
        Diagnostic.of(
            Code.PARTITION,
            "without these, no part of the network is worth an accelerator: none spares the host"
                + " more than carrying its input and output costs",
            "docs/partitioning.md has the rule; --partition FILE takes cuts of your own"));
    return new DiagnosticException(problems);
  }

  /**
   * The region between two cuts.
   *
   * @param graph as imported, of one input and one output
   * @param place of the cuts, for messages
   * @throws DiagnosticException if the values are no cuts, or the region has no hardware form
   */
  public static PartitionPlan of(Graph graph, Cuts cuts, String place, Lowering lowering) {
    GraphSplitter splitter = new GraphSplitter(graph);
    String problem = splitter.problem(cuts);
    if (problem != null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PARTITION,
              "no region of one input and one output from '"
                  + cuts.input()
                  + "' to '"
                  + cuts.output()
                  + "': "
                  + problem,
              place,
              "'nn2fpga partition MODEL' shows nodes and values; leave the file out to have the cuts"
                  + " chosen"));
    }
    SplitGraph split = splitter.split(cuts);
    QuantizedModel lowered = lowering.lower(split.region());
    Map<String, String> reasons = new HashMap<>();
    addReasons(split.head(), reasons);
    addReasons(split.tail(), reasons);
    boolean all = split.head() == null && split.tail() == null;
    return new PartitionPlan(graph, all ? null : split, lowered, reasons);
  }

  private static void addReasons(@Nullable Graph part, Map<String, String> reasons) {
    if (part != null) {
      part.nodes().forEach(node -> reasons.put(node.name(), "as the partition file says"));
    }
  }
}
