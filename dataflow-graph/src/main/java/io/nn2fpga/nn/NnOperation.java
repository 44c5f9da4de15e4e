package io.nn2fpga.nn;

import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import java.util.List;

/**
 * A framework-neutral operator on tensors of binary32 numbers or of integer codes, in the model's
 * own layout ({@code [C, H, W]} or {@code [N]}), without batch axis.
 *
 * <p>Real results are stored as binary32; sums are accumulated in binary64. A quantized model is
 * this level too: {@link Quantize} and {@link Dequantize} stand around operators on real numbers,
 * whatever the format it came in.
 */
public interface NnOperation extends Operation {
  /**
   * Computes one sample.
   *
   * @param inputs operands in the node's order, activations first; they fit {@link #inferTypes}
   * @return the results, one a declared output
   */
  List<? extends Tensor> evaluate(List<Tensor> inputs);
}
