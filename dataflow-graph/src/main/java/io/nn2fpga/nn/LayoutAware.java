package io.nn2fpga.nn;

/**
 * Trait: reads its operand's elements in row-major order of the model's own layout, axes and all.
 *
 * <p>A pass that stores the operand in another order (channels last) has to permute whatever
 * consumes the result, or the result itself.
 */
public interface LayoutAware {}
