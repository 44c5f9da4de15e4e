package io.nn2fpga.cli.model;

import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.PerAxisQuantization;
import io.nn2fpga.nn.Products;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Rearrangement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The size of a model and of its parts.
 *
 * @param operators by the nn operator's name
 * @param folded how many nodes of the model left none in the graph, by the model's operator
 * @param weightBits widths of constants that the model gives as codes, or quantizes itself
 * @param activationBits widths of the codes of computed values
 */
public record ModelSummary(
    SortedMap<String, Part> operators,
    SortedMap<String, Integer> folded,
    SortedSet<Integer> weightBits,
    SortedSet<Integer> activationBits) {

  /**
   * The nodes of one operator.
   *
   * @param nodes how many
   * @param parameters elements of their constant operands, each constant once
   * @param macs multiplications with addition for one inference
   */
  public record Part(int nodes, long parameters, long macs) {
    Part plus(Part other) {
      return new Part(nodes + other.nodes, parameters + other.parameters, macs + other.macs);
    }
  }

  /** What a model consists of. */
  public static ModelSummary of(ImportedModel model) {
    Graph graph = model.graph();
    SortedMap<String, Part> operators = new TreeMap<>();
    Set<String> counted = new HashSet<>();
    for (Node node : graph.nodes()) {
      long parameters = 0;
      for (String operand : node.inputs()) {
        if (graph.isConstant(operand) && counted.add(operand)) {
          parameters += graph.value(operand).tensor().size();
        }
      }
      operators.merge(
          node.op().mnemonic(), new Part(1, parameters, Products.of(graph, node)), Part::plus);
    }
    SortedMap<String, Integer> folded = new TreeMap<>();
    model.folded().forEach(operator -> folded.merge(operator, 1, Integer::sum));
    return new ModelSummary(operators, folded, bits(graph, true), bits(graph, false));
  }

  /** All parts together. */
  public Part total() {
    return operators.values().stream().reduce(new Part(0, 0, 0), Part::plus);
  }

  /**
   * The weights and biases of all linear operators. A quantized model gives them as codes behind a
   * dequantizer, or as numbers in front of a quantizer; scales and zero points do not count.
   */
  public static long parameters(Graph graph) {
    Map<String, Node> producers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(value -> producers.put(value, node)));
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof LinearOp)
        .flatMap(node -> node.inputs().stream())
        .mapToLong(operand -> constantSize(graph, producers, operand))
        .sum();
  }

  /** The elements of the constant that an operand is, quantized and moved or not; else 0. */
  private static long constantSize(Graph graph, Map<String, Node> producers, String operand) {
    String value = operand;
    while (!graph.isConstant(value)) {
      Node producer = producers.get(value);
      if (producer == null || !keepsElements(producer)) {
        return 0;
      }
      value = producer.inputs().get(0);
    }
    return graph.value(value).tensor().size();
  }

  private static boolean keepsElements(Node node) {
    return node.op() instanceof PerAxisQuantization
        || node.op() instanceof BipolarQuantize
        || node.op() instanceof Rearrangement;
  }

  private static SortedSet<Integer> bits(Graph graph, boolean constants) {
    SortedSet<Integer> bits = new TreeSet<>();
    for (Node node : graph.nodes()) {
      boolean quantizes = node.op() instanceof Quantize || node.op() instanceof BipolarQuantize;
      boolean codes = node.op() instanceof Dequantize && given(graph, node.input());
      String coded = quantizes ? node.output() : node.input();
      if ((quantizes || codes)
          && constants == graph.isConstant(node.input())
          && graph.value(coded).tensor().element() instanceof IntegerElement element) {
        bits.add(element.bits());
      }
    }
    return bits;
  }

  /** Whether a value is given to the graph and not computed by it. */
  private static boolean given(Graph graph, String value) {
    return graph.isConstant(value) || graph.inputs().contains(value);
  }

  /** Whether the model says itself which codes its values have. */
  public boolean isQuantized() {
    return !weightBits.isEmpty() || !activationBits.isEmpty();
  }

  /** How many nodes of the model left none in the graph. */
  public int foldedNodes() {
    return folded.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** {@code Shape 2, Cast 1}: the operators of those nodes. */
  public String foldedText() {
    return String.join(", ", folded.entrySet().stream().map(ModelSummary::counted).toList());
  }

  private static String counted(Map.Entry<String, Integer> entry) {
    return entry.getKey() + " " + entry.getValue();
  }
}
