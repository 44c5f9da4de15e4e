package io.nn2fpga.nn;

/**
 * Trait: which operand's element each element of the result is depends on their places alone, never
 * on the numbers. Integers of any size may therefore be rearranged by moving their places.
 */
public interface Rearrangement {}
