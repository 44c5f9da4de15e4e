package io.nn2fpga.nn;

/** Trait: y = min(max(x, lo), hi), element by element. */
public interface Clamp extends Elementwise {
  /** The lower bound; negative infinity if there is none. */
  double lo();

  /** The upper bound, at least {@link #lo}; positive infinity if there is none. */
  double hi();
}
