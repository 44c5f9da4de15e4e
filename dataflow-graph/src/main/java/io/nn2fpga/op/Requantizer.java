package io.nn2fpga.op;

/** How accumulators become codes; the codes are the same. */
public enum Requantizer {
  /** A multiplier a lane: (m·acc + k) &gt;&gt; shift, clamped. */
  AFFINE,
  /** A comparator for each step from one code to the next: for few codes. */
  THRESHOLDS,
  /** The affine map with an adder a lane in place of the multiplier: a cycle for each bit of m. */
  SERIAL
}
