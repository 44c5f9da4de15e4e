package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.quant.QuantizedKernels;
import org.jspecify.annotations.Nullable;

/**
 * What the host computes of a quantized model, as nn graphs.
 *
 * @param head from the model's input to the codes that the accelerator takes, in the order of the
 *     input's layout; null if {@link QuantizedModel#input} says it all
 * @param tail from what the accelerator's output codes stand for to the model's output; null if
 *     that is it
 * @param kernels whose arithmetic the tail has where it is of codes; null for real numbers
 * @param readsCodes whether the tail, or the model's output if there is none, is of the codes
 *     themselves
 * @param driverComplete whether input and output encoding with their host steps are all of it, so
 *     that the generated driver computes the model's output
 */
public record HostGraphs(
    @Nullable Graph head,
    @Nullable Graph tail,
    @Nullable QuantizedKernels kernels,
    boolean readsCodes,
    boolean driverComplete) {

  /** A model whose encodings say everything. */
  public static final HostGraphs NONE = new HostGraphs(null, null, null, false, true);
}
