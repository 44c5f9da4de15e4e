package io.nn2fpga.op;

/** How accumulators become codes; the codes are the same. */
public enum Requantizer {
  /** A multiplier a lane: (m·acc + k) &gt;&gt; shift, clamped. */
  AFFINE,
  /** A comparator for each step from one code to the next: for few codes. */
  THRESHOLDS
}
