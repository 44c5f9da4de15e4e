package io.nn2fpga.sim;

/**
 * The first place where an implementation departs from the integer reference.
 *
 * @param implementation {@code HLS C++} or {@code Verilog}
 * @param layer the model's node that the actor comes from, as a user would look it up; the actor's
 *     name if it comes from none
 * @param actor the earliest actor whose inputs were right and whose output is wrong
 * @param stream the stream that is wrong
 * @param frame which sample, from 0
 * @param place where in the stream's frame
 * @param expected what the reference says
 * @param got what the implementation gave
 */
public record Difference(
    String implementation,
    String layer,
    String actor,
    String stream,
    int frame,
    FramePosition place,
    String expected,
    String got) {

  /** One line for people. */
  public String message() {
    return implementation
        + " differs from the integer reference in '"
        + actor
        + "', frame "
        + frame
        + ", position (y, x, channel) = "
        + place
        + ": expected "
        + expected
        + ", got "
        + got;
  }
}
