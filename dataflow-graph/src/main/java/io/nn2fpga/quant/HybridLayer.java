package io.nn2fpga.quant;

/**
 * A linear operator on real numbers whose weights are codes ("hybrid"), as far as kernels tell such
 * operators apart.
 *
 * @param kind the operator
 * @param pointwise whether it is a convolution of a single place, without stride
 * @param grouped whether its channels are in several groups
 * @param oneScale whether all weights have the same scale
 * @param weightBits of the codes
 * @param asymmetric whether the file asks for a zero point of the input's codes; only fully
 *     connected layers say so
 */
public record HybridLayer(
    LinearKind kind,
    boolean pointwise,
    boolean grouped,
    boolean oneScale,
    int weightBits,
    boolean asymmetric) {}
