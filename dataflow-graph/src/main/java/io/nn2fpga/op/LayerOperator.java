package io.nn2fpga.op;

import java.util.List;

/** An operator that has an int-level operation and knows how to put it on streams. */
public interface LayerOperator extends Operator {
  /** The int-level operation this operator lowers. */
  Class<? extends IntegerOperation> operation();

  /**
   * The foldings worth considering, without those that another beats in interval and in cost.
   *
   * @return an empty list if the node has no folding of its own and follows its producer's lanes
   */
  List<Folding> foldings(LayerNode layer);

  /** The ways in which the node's accumulators may become codes; the choice is the folding's. */
  default List<Requantizer> requantizers(LayerNode layer) {
    return List.of(Requantizer.AFFINE);
  }

  /**
   * Whether the node's actors have arithmetic that {@link Folding#pipeline} puts registers into.
   */
  default boolean pipelines(LayerNode layer, Folding folding) {
    return false;
  }

  /** Whether the node's weights can be where {@link Folding#memory} says. */
  default boolean choosesMemory(LayerNode layer) {
    return false;
  }

  /**
   * Adds the actors that compute the node to a flow graph.
   *
   * @param folding one of {@link #foldings}; {@link Folding#FOLLOW} if there are none, with the
   *     requantizer and the pipeline of the layer that it follows
   * @param builder takes the actors; converters are inserted where lanes differ
   */
  void lower(LayerNode layer, Folding folding, FlowBuilder builder);
}
