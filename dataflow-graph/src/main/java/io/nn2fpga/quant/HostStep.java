package io.nn2fpga.quant;

/**
 * What the driver does with the network's dequantized output.
 *
 * @param kind the function
 * @param axis of the model's output, without the batch axis
 */
public record HostStep(Kind kind, int axis) {

  /** The functions that a network may end with on the host. */
  public enum Kind {
    /** exp(x) divided by its sum. */
    SOFTMAX,
    /** The lowest index of the maximum. */
    ARGMAX
  }
}
