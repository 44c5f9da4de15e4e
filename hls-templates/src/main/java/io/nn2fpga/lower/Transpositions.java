package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.Elementwise;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.HostTail;
import io.nn2fpga.nn.PerAxisQuantization;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the passes know of transpositions in an nn graph. */
final class Transpositions {
  private Transpositions() {}

  /**
   * The order of axes that a node gives its operand, or null if it is not a transposition. A
   * reshape that moves one channel from the end to the front, {@code [H, W, 1]} to {@code [1, H,
   * W]}, or back, is one: some converters write it instead.
   */
  static @Nullable List<Integer> order(Graph graph, Node node) {
    if (node.op() instanceof Transpose transpose) {
      return transpose.perm();
    }
    if (node.op() instanceof Reshape reshape) {
      List<Integer> from = graph.value(node.input()).tensor().shape();
      for (List<Integer> perm : List.of(Transpose.TO_CHANNELS_FIRST, Transpose.TO_CHANNELS_LAST)) {
        if (from.size() == 3
            && keepsOrder(from, perm)
            && Transpose.shape(from, perm).equals(reshape.shape())
            && !reshape.shape().equals(from)) {
          return perm;
        }
      }
    }
    return null;
  }

  /** Whether a transposition moves axes of extent 1 only, so that the elements stay in order. */
  static boolean keepsOrder(List<Integer> shape, List<Integer> perm) {
    List<Integer> moved = perm.stream().filter(axis -> shape.get(axis) > 1).toList();
    return moved.equals(moved.stream().sorted().toList());
  }

  /** Whether a node computes each element of its result from those at the same place. */
  static boolean isElementwise(Graph graph, Node node) {
    return node.op() instanceof Elementwise
        || node.op() instanceof BipolarQuantize
        || (node.op() instanceof PerAxisQuantization && isPerTensor(graph, node));
  }

  private static boolean isPerTensor(Graph graph, Node node) {
    return node.inputs().subList(1, node.inputs().size()).stream()
        .allMatch(operand -> graph.value(operand).tensor().size() == 1);
  }

  /**
   * The node that takes the network's input from channels last to channels first, with nothing but
   * element-wise nodes between the two; null if there is none.
   */
  static @Nullable Node ofInput(Graph graph) {
    Set<String> channelsLast = new HashSet<>(graph.inputs());
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(channelsLast::contains)) {
        List<Integer> order = order(graph, node);
        if (Transpose.TO_CHANNELS_FIRST.equals(order)) {
          return node;
        }
        if (isElementwise(graph, node)) {
          channelsLast.addAll(node.outputs());
        }
      }
    }
    return null;
  }

  /**
   * Whether a transposition needs no hardware: it takes the input to channels first, which is how
   * the driver brings it, or makes an image channels last, as the stream is, and nothing behind it
   * sees an image.
   */
  static boolean isFree(Graph graph, Node node) {
    List<Integer> order = order(graph, node);
    if (Transpose.TO_CHANNELS_FIRST.equals(order)) {
      return graph.inputs().contains(node.input());
    }
    return Transpose.TO_CHANNELS_LAST.equals(order)
        && graph.readers(node.output()).stream().allMatch(Transpositions::hidesLayout);
  }

  private static boolean hidesLayout(Node node) {
    return node.op() instanceof Flatten
        || node.op() instanceof Reshape
        || node.op() instanceof HostTail;
  }

  /** A constant that broadcasts to a tensor, as it broadcasts to that tensor transposed. */
  static FloatTensor transposed(FloatTensor constant, List<Integer> perm) {
    List<Integer> shape = new ArrayList<>();
    int missing = perm.size() - constant.type().shape().size();
    IntStream.range(0, missing).forEach(axis -> shape.add(1));
    shape.addAll(constant.type().shape());
    TensorType full = new TensorType(shape, constant.type().element());
    Transpose transpose = new Transpose(perm);
    return transpose.apply(new FloatTensor(full, constant.data()));
  }
}
