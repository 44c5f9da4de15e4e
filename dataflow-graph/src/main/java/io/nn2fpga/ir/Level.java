package io.nn2fpga.ir;

/** The level of a graph: which operations it may hold and what its values are. */
public enum Level {
  /** Framework-neutral operators on float tensors, in the model's own layout. */
  NN,
  /** Integer operators with explicit accumulators and requantization, on {@code [H, W, C]}. */
  INT,
  /** Streaming actors on typed streams. */
  FLOW
}
