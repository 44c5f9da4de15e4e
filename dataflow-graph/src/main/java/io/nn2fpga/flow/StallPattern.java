package io.nn2fpga.flow;

/**
 * When a source offers and a sink accepts: a 32-bit xorshift generator, advanced once a cycle.
 *
 * <p>{@code nn2fpga_source.v} and {@code nn2fpga_sink.v} hold the same generator, so that Java and
 * Verilog see the same stalls. A cycle stalls when the low 8 bits of the state are below {@code
 * rate}. Generator: Marsaglia, "Xorshift RNGs", 2003, triple (13, 17, 5).
 */
public final class StallPattern {
  private final int rate;
  private int state;

  /**
   * A pattern.
   *
   * @param seed start of the generator; 0 is replaced by 1
   * @param rate stalled cycles in 256; 0 never stalls
   */
  public StallPattern(int seed, int rate) {
    this.state = seed == 0 ? 1 : seed;
    this.rate = rate;
  }

  /** A pattern that never stalls. */
  public static StallPattern none() {
    return new StallPattern(1, 0);
  }

  /** Whether the current cycle stalls. */
  public boolean stalled() {
    return (state & 0xff) < rate;
  }

  /** Goes to the next cycle. */
  public void clock() {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
}
