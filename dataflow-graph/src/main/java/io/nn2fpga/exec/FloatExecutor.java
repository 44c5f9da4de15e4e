package io.nn2fpga.exec;

import io.nn2fpga.ir.FloatTensor;
import java.util.Map;

/**
 * Runs a float network and shows its intermediate tensors. Which ones are observed is settled when
 * the executor is made.
 */
public interface FloatExecutor extends AutoCloseable {
  /**
   * Runs one sample.
   *
   * @param input the network's input without batch axis
   * @return every observed tensor without batch axis, by its name in the graph
   * @throws IllegalArgumentException if the input's type is not the network's
   */
  Map<String, FloatTensor> run(FloatTensor input);

  @Override
  void close();
}
