package io.nn2fpga.op;

/**
 * How far a layer is unrolled, and of what it is made where there is a choice.
 *
 * @param pe output channels computed at a time (for pools and other channel-wise actors: lanes)
 * @param simd inputs of each output channel multiplied at a time; 1 where there is no reduction
 * @param px PX, adjacent output pixels of a row computed at a time; the layer then reads PX times
 *     its column stride of pixels at a time
 * @param requantizer how accumulators become codes
 * @param pipeline further registers in the layer's arithmetic, 0 or {@link #MOST_PIPELINE}: a
 *     faster clock for some cycles of latency; neither results nor intervals change
 * @param memory where its weights are
 */
public record Folding(
    int pe, int simd, int px, Requantizer requantizer, int pipeline, WeightMemory memory) {
  /** The largest {@code pipeline}. */
  public static final int MOST_PIPELINE = 1;

  /** For nodes that follow the lanes of the stream they are given. */
  public static final Folding FOLLOW = new Folding(0, 0, 0);

  /** With affine requantizers, which every layer can have. */
  public Folding(int pe, int simd, int px) {
    this(pe, simd, px, Requantizer.AFFINE);
  }

  /** Without further registers. */
  public Folding(int pe, int simd, int px, Requantizer requantizer) {
    this(pe, simd, px, requantizer, 0, WeightMemory.ROM);
  }

  /** The same, requantized in another way. */
  public Folding with(Requantizer other) {
    return new Folding(pe, simd, px, other, pipeline, memory);
  }

  /** The same with other registers in the arithmetic. */
  public Folding pipelined(int registers) {
    return new Folding(pe, simd, px, requantizer, registers, memory);
  }

  /** The same with the weights elsewhere. */
  public Folding in(WeightMemory other) {
    return new Folding(pe, simd, px, requantizer, pipeline, other);
  }
}
