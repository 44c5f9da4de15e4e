package io.nn2fpga.nn;

/**
 * Trait: each element of the result is computed from those of the operands at the same place, after
 * operands were repeated along axes where they have extent 1, or none.
 */
public interface Elementwise {}
