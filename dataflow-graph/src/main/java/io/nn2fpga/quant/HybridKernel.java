package io.nn2fpga.quant;

/**
 * How a {@link HybridLayer} is computed: its input becomes codes, products of codes are summed up
 * exactly, sums become real numbers.
 *
 * @param grid how the input becomes codes
 * @param eachPlace whether each place of an image has a scale of its own, or the whole image one;
 *     each row of a matrix always has
 * @param scaling what becomes of the sums
 */
public record HybridKernel(DynamicGrid grid, boolean eachPlace, SumScaling scaling) {}
