package io.nn2fpga.cli.evaluate;

import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.quant.KernelSet;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When results count as those that are expected, if the user does not say: what another
 * implementation of the same arithmetic gives.
 */
enum GoldenRule {
  /** TFLite's codes: every one. */
  EXACT("every value equal"),
  /** ONNX with codes, where runtimes differ by a rounding: the class of every sample. */
  CLASS("the largest value of each sample at the same place"),
  /** QONNX: the class of every sample, and numbers up to binary32's rounding. */
  CLASS_AND_NUMBERS(
      "the largest value of each sample at the same place, numbers within "
          + GoldenRule.ABSOLUTE
          + " + "
          + GoldenRule.RELATIVE
          + " of the expected ones"),
  /** Float models: numbers up to binary32's rounding. */
  NUMBERS(
      "numbers within " + GoldenRule.ABSOLUTE + " + " + GoldenRule.RELATIVE + " of the expected"),
  /** What the user said. */
  TOLERANCE("no difference above the tolerance");

  static final double ABSOLUTE = 1e-4;
  static final double RELATIVE = 1e-3;

  private final String words;

  GoldenRule(String words) {
    this.words = words;
  }

  /**
   * The rule for a model.
   *
   * @param tolerance what the user said; null for nothing
   */
  static GoldenRule of(ImportedModel model, @Nullable Double tolerance) {
    if (tolerance != null) {
      return TOLERANCE;
    }
    if (!model.isQuantized()) {
      return NUMBERS;
    }
    if (model.kernels() == KernelSet.QONNX) {
      return CLASS_AND_NUMBERS;
    }
    return model.kernels() == KernelSet.ONNX ? CLASS : EXACT;
  }

  /** Whether a comparison passes. */
  boolean holds(Comparison comparison, @Nullable Double tolerance) {
    boolean classes = comparison.sameTop() == comparison.samples();
    boolean numbers = comparison.beyondRule() == 0;
    return switch (this) {
      case EXACT -> comparison.different() == 0;
      case CLASS -> classes;
      case CLASS_AND_NUMBERS -> classes && numbers;
      case NUMBERS -> numbers;
      case TOLERANCE -> tolerance != null && comparison.largest() <= tolerance;
    };
  }

  /** What is asked for, as a sentence's part. */
  String words(@Nullable Double tolerance) {
    return tolerance == null
        ? words
        : String.format(Locale.ROOT, "no difference above %s", tolerance);
  }
}
