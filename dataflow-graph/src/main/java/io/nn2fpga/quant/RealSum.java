package io.nn2fpga.quant;

/**
 * In which order a kernel adds products of real numbers in binary32. What is added last, and what
 * is rounded, decides the last bits; codes that are made of the sum may turn on them.
 */
public enum RealSum {
  /**
   * The bias, then tap by tap down each column of the window, each product and sum rounded once.
   */
  FUSED_BY_COLUMNS,
  /** The bias, then tap by tap along each row; products and sums are rounded. */
  BIAS_THEN_ROWS,
  /** Tap by tap along each row, then the bias; products and sums are rounded. */
  ROWS_THEN_BIAS
}
