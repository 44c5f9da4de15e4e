package io.nn2fpga.nn;

/** Trait: each output channel is a weighted sum of inputs plus an optional bias. */
public interface LinearOp {
  /** Index of the weights among the node's operands. */
  default int weightOperand() {
    return 1;
  }

  /** Index of the bias, {@code [OC]}, among the node's operands; the node may end before it. */
  default int biasOperand() {
    return 2;
  }

  /** The axis of the weights that counts output channels. */
  default int weightOutputAxis() {
    return 0;
  }

  /** The axis of the result that counts output channels. */
  default int channelAxis() {
    return 0;
  }
}
