package io.nn2fpga.ops.transpose;

import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.ArrayList;
import java.util.List;

/**
 * Reorderings of a frame as exchanges of two neighbouring axes of a view of it, one after the
 * other: what transpositions, depth-to-space and space-to-depth are made of.
 *
 * @param steps the exchanges; none where the elements keep their order
 */
public record Swaps(List<Swap> steps) {

  /**
   * The view {@code [tiles, rows, columns, chunk]} of the elements, given as {@code [tiles,
   * columns, rows, chunk]}.
   *
   * @param tiles what lies before the two axes
   * @param rows the first axis
   * @param columns the second axis
   * @param chunk elements that stay together
   */
  public record Swap(int tiles, int rows, int columns, int chunk) {
    private boolean isNone() {
      return rows == 1 || columns == 1;
    }
  }

  /** Leaves out exchanges with an axis of one. */
  public Swaps {
    steps = steps.stream().filter(s -> !s.isNone()).toList();
  }

  /** The foldings: lanes of the elements that stay together in the last step. */
  public List<Folding> foldings(LayerNode layer) {
    return PoolWindows.foldings(
        steps.isEmpty() ? layer.output().extent(2) : steps.get(steps.size() - 1).chunk());
  }

  /** Adds {@code <node>.swap<i>} for each step, with the converters between their views. */
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    String stream = builder.stream(node.input());
    List<String> names = new ArrayList<>();
    for (Swap swap : steps) {
      String name = node.name() + ".swap" + names.size();
      TensorType view =
          TensorType.of(
              layer.output().element(), swap.tiles() * swap.rows(), swap.columns(), swap.chunk());
      StreamType given = StreamType.of(view, Math.min(folding.pe(), swap.chunk()));
      stream = builder.convert(stream, given, name, node.source());
      stream =
          builder.actor(name, new TransposeKernel(swap.rows()), List.of(stream), node.source());
      names.add(name);
    }
    int lanes = Math.min(folding.pe(), layer.output().extent(2));
    StreamType result = StreamType.of(layer.output(), lanes);
    builder.carries(node.output(), builder.convert(stream, result, node.name(), node.source()));
  }
}
