package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.CodedOperators;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.quant.CodeGrid;
import org.jspecify.annotations.Nullable;

/** What numbers the codes at the ends of a quantized graph stand for. */
public final class ModelCodes {
  private ModelCodes() {}

  /**
   * What the graph's first dequantizer says of the codes that it takes.
   *
   * @param graph an nn graph
   * @return null if the input is no codes, or nothing is said of them
   */
  public static @Nullable CodeGrid ofInput(Graph graph) {
    return ofReaders(graph, graph.inputs().get(0));
  }

  private static @Nullable CodeGrid ofReaders(Graph graph, String value) {
    if (!(graph.value(value).tensor().element() instanceof IntegerElement element)) {
      return null;
    }
    CodeGrid grid = null;
    for (Node reader : graph.readers(value)) {
      if (grid == null && reader.input().equals(value)) {
        grid =
            reader.op() instanceof Dequantize
                ? grid(graph, reader, element)
                : isMove(reader) ? ofReaders(graph, reader.output()) : null;
      }
    }
    return grid;
  }

  /**
   * What the graph's last quantizer says of the codes that it gives.
   *
   * @param graph an nn graph
   * @return null if the output is no codes, or nothing is said of them
   */
  public static @Nullable CodeGrid ofOutput(Graph graph) {
    String value = graph.outputs().get(0);
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (!node.outputs().contains(value)) {
        continue;
      }
      if (node.op() instanceof Quantize quantize) {
        return grid(graph, node, quantize.element());
      }
      if (!isMove(node)) {
        return null;
      }
      value = node.input();
    }
    return null;
  }

  private static boolean isMove(Node node) {
    return node.inputs().size() == 1 && CodedOperators.keepsCodes((NnOperation) node.op());
  }

  private static @Nullable CodeGrid grid(Graph graph, Node node, IntegerElement element) {
    FloatTensor scale = constant(graph, node, 1);
    FloatTensor zero = constant(graph, node, 2);
    return scale != null && zero != null && scale.data().length == 1 && zero.data().length == 1
        ? new CodeGrid(
            scale.data()[0],
            (int) zero.data()[0],
            Math.toIntExact(element.min()),
            Math.toIntExact(element.max()))
        : null;
  }

  private static @Nullable FloatTensor constant(Graph graph, Node node, int operand) {
    String value = node.inputs().get(operand);
    return graph.isConstant(value) && graph.constant(value) instanceof FloatTensor floats
        ? floats
        : null;
  }
}
