package io.nn2fpga.nn;

/**
 * Trait: every result element is one of the operand's elements, so that both share one scale and
 * zero point.
 */
public interface ScalePreserving {}
