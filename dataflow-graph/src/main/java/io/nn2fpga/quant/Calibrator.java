package io.nn2fpga.quant;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/** How the range that an activation's codes are spread over follows from what calibration saw. */
public enum Calibrator {
  /**
   * {@link #MSE} for codes of few bits, which pay for rare large numbers with all the others, and
   * {@link #MIN_MAX} for more; the network's input keeps its whole range.
   */
  AUTO,
  /** From the smallest to the largest number. */
  MIN_MAX,
  /** Between two quantiles: the same share of the numbers lies below as above. */
  PERCENTILE,
  /** The range whose codes have the least mean squared error. */
  MSE,
  /**
   * The threshold at which the distribution of the codes diverges least from that of the numbers.
   */
  ENTROPY;

  /** The codes of at most so many bits whose range {@link #AUTO} takes from {@link #MSE}. */
  public static final int FEW_BITS = 5;

  /** As options and files write it, for example {@code min-max}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All words, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Calibrator::word).toList();
  }

  /**
   * The calibrator of a word.
   *
   * @throws NoSuchElementException if there is none
   */
  public static Calibrator of(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst().orElseThrow();
  }
}
