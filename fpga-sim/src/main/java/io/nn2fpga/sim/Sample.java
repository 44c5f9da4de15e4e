package io.nn2fpga.sim;

import io.nn2fpga.ir.IntTensor;

/**
 * One frame to verify with.
 *
 * @param input the frame {@code [H, W, C]} as the accelerator takes it
 * @param output what the int-level reference gives for it, of the same size as the design's output
 */
public record Sample(IntTensor input, IntTensor output) {}
