package io.nn2fpga.exec;

import io.nn2fpga.ir.Tensor;
import java.util.Map;

/** Runs an nn graph of any number of inputs, of real numbers or codes. */
public interface TensorExecutor extends FloatExecutor {
  /**
   * Runs one sample.
   *
   * @param inputs a tensor for each of the graph's inputs, of its type; codes may be given as the
   *     numbers that they are
   * @return every observed value, real or codes, by its name in the graph
   * @throws IllegalArgumentException if an input is missing or of another type
   */
  Map<String, Tensor> run(Map<String, ? extends Tensor> inputs);
}
