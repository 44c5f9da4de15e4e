package io.nn2fpga.pass;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.ir.Value;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Kernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Checks what every graph has to keep: single definitions, topological order, inferred types,
 * operations and values of the graph's level, and one reader a stream.
 *
 * <p>A finding is a bug of the step that made the graph, never of the user.
 */
public final class Verifier {
  private final Graph graph;
  private final List<String> findings = new ArrayList<>();
  private final Set<String> defined = new HashSet<>();

  private Verifier(Graph graph) {
    this.graph = graph;
  }

  /** Every finding; empty if the graph is sound. */
  public static List<String> findings(Graph graph) {
    Verifier verifier = new Verifier(graph);
    verifier.run();
    return List.copyOf(verifier.findings);
  }

  /**
   * Verifies a graph.
   *
   * @param after names the step that made it
   * @return true, so that it can stand in an {@code assert}
   * @throws IllegalStateException with all findings
   */
  public static boolean verify(Graph graph, String after) {
    List<String> findings = findings(graph);
    if (!findings.isEmpty()) {
      throw new IllegalStateException(
          "graph " + graph.name() + " after " + after + ":\n  " + String.join("\n  ", findings));
    }
    return true;
  }

  private void run() {
    graph.inputs().forEach(input -> define(input, "input"));
    graph.constants().keySet().forEach(constant -> define(constant, "constant"));
    Set<String> names = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (!names.add(node.name())) {
        add(node, "another node has this name");
      }
      checkNode(node);
    }
    for (String output : graph.outputs()) {
      if (!defined.contains(output)) {
        findings.add("output '" + output + "' is not defined");
      }
    }
    checkValues();
  }

  private void define(String value, String definer) {
    if (!defined.add(value)) {
      findings.add(definer + ": '" + value + "' is defined twice");
    }
    if (!graph.values().containsKey(value)) {
      findings.add(definer + ": '" + value + "' has no type");
    }
  }

  private void checkNode(Node node) {
    boolean typed = true;
    for (String operand : node.inputs()) {
      if (!defined.contains(operand)) {
        boolean later = graph.nodes().stream().anyMatch(n -> n.outputs().contains(operand));
        add(node, "operand '" + operand + "' is " + (later ? "defined later" : "not defined"));
      }
      typed &= graph.values().containsKey(operand);
    }
    node.outputs().forEach(output -> define(output, "node '" + node.name() + "'"));
    if (!isOfLevel(node.op(), graph.level())) {
      add(node, node.op().getClass().getName() + " is not of level " + graph.level());
    }
    if (typed && graph.values().keySet().containsAll(node.outputs())) {
      checkTypes(node);
    }
  }

  private static boolean isOfLevel(Operation op, Level level) {
    return switch (level) {
      case NN -> op instanceof NnOperation;
      case INT -> op instanceof IntegerOperation && !(op instanceof Kernel);
      case FLOW -> op instanceof Kernel;
    };
  }

  private void checkTypes(Node node) {
    List<Type> given = graph.outputTypes(node);
    try {
      List<Type> inferred = node.op().inferTypes(graph.inputTypes(node));
      if (!inferred.equals(given)) {
        add(node, "gives " + inferred + ", but its results are " + given);
      }
    } catch (IllegalArgumentException e) {
      add(node, String.valueOf(e.getMessage()));
    }
  }

  private void checkValues() {
    for (Value value : graph.values().values()) {
      String name = value.name();
      if (!defined.contains(name)) {
        findings.add("value '" + name + "' has no definition");
      }
      if (graph.isConstant(name)) {
        Type type = graph.constant(name).type();
        if (!type.equals(value.type())) {
          findings.add("constant '" + name + "' is " + type + ", not " + value.type());
        }
      } else {
        checkLevel(value);
      }
    }
  }

  private void checkLevel(Value value) {
    boolean fits =
        switch (graph.level()) {
          case NN -> value.type() instanceof TensorType;
          case INT ->
              !(value.type() instanceof StreamType)
                  && !(value.type().element() instanceof FloatElement);
          case FLOW -> value.type() instanceof StreamType;
        };
    if (!fits) {
      findings.add(
          "value '" + value.name() + "' is " + value.type() + " at level " + graph.level());
    }
    if (graph.level() == Level.FLOW) {
      int readers = Collections.frequency(graph.outputs(), value.name());
      for (Node node : graph.nodes()) {
        readers += Collections.frequency(node.inputs(), value.name());
      }
      if (readers != 1) {
        findings.add("stream '" + value.name() + "' has " + readers + " readers");
      }
    }
  }

  private void add(Node node, String finding) {
    findings.add("node '" + node.name() + "' (" + node.op().mnemonic() + "): " + finding);
  }
}
