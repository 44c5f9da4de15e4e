package io.nn2fpga.sim;

/**
 * The first place where an implementation departs from the integer reference.
 *
 * @param implementation {@code HLS C++} or {@code Verilog}
 * @param layer the model's node that the actor comes from; the actor's name if it has none
 * @param actor the earliest actor whose inputs were right and whose output is wrong
 * @param stream the stream that is wrong
 * @param frame which sample, from 0
 * @param y row in the stream's frame
 * @param x pixel of the row
 * @param channel channel of the pixel; at least the number of channels for an unused lane
 * @param expected what the reference says
 * @param got what the implementation gave
 */
public record Difference(
    String implementation,
    String layer,
    String actor,
    String stream,
    int frame,
    int y,
    int x,
    int channel,
    String expected,
    String got) {

  /** The position as {@code (y, x, channel)}. */
  public String position() {
    return "(" + y + ", " + x + ", " + channel + ")";
  }

  /** One line for people. */
  public String message() {
    return implementation
        + " differs from the integer reference in layer '"
        + layer
        + "', frame "
        + frame
        + ", position (y, x, channel) = "
        + position()
        + ": expected "
        + expected
        + ", got "
        + got;
  }
}
