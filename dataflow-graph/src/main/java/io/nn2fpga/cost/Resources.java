package io.nn2fpga.cost;

/**
 * Amounts of what an FPGA has.
 *
 * @param lut look-up tables of the family's own size
 * @param ff flip-flops
 * @param dsp multiplier blocks
 * @param bram36 block RAMs of 36 kbit, in eighths: a block of 18 kbit is half of one, a block of 4
 *     kbit, which has no parity bits, an eighth
 * @param uram UltraRAM blocks of 288 kbit
 */
public record Resources(long lut, long ff, long dsp, double bram36, long uram) {
  /** Parts of a block RAM of 36 kbit that are counted; a power of two, so that sums are exact. */
  public static final int BRAM36_PARTS = 8;

  /** Nothing. */
  public static final Resources NONE = new Resources(0, 0, 0, 0, 0);

  /** The kinds, in the order of the components. */
  public enum Kind {
    LUT("LUT"),
    FF("FF"),
    DSP("DSP"),
    BRAM36("BRAM36"),
    URAM("URAM");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As a user reads it. */
    public String label() {
      return label;
    }
  }

  /** The amount of one kind. */
  public double of(Kind kind) {
    return switch (kind) {
      case LUT -> lut;
      case FF -> ff;
      case DSP -> dsp;
      case BRAM36 -> bram36;
      case URAM -> uram;
    };
  }

  /** Both together. */
  public Resources plus(Resources other) {
    return new Resources(
        lut + other.lut, ff + other.ff, dsp + other.dsp, bram36 + other.bram36, uram + other.uram);
  }

  /**
   * A share of these, rounded down.
   *
   * @param fraction 0 to 1
   */
  public Resources share(double fraction) {
    return new Resources(
        (long) Math.floor(lut * fraction),
        (long) Math.floor(ff * fraction),
        (long) Math.floor(dsp * fraction),
        Math.floor(BRAM36_PARTS * bram36 * fraction) / BRAM36_PARTS,
        (long) Math.floor(uram * fraction));
  }

  /** Whether no kind exceeds {@code budget}. */
  public boolean fitsIn(Resources budget) {
    for (Kind kind : Kind.values()) {
      if (of(kind) > budget.of(kind)) {
        return false;
      }
    }
    return true;
  }
}
