package io.nn2fpga.op;

/**
 * How far a layer is unrolled.
 *
 * @param pe output channels computed at a time (for pools and other channel-wise actors: lanes)
 * @param simd inputs of each output channel multiplied at a time; 1 where there is no reduction
 * @param px adjacent output pixels computed at a time
 */
public record Folding(int pe, int simd, int px) {
  /** For nodes that follow the lanes of the stream they are given. */
  public static final Folding FOLLOW = new Folding(0, 0, 0);
}
