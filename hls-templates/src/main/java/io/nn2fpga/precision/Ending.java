package io.nn2fpga.precision;

import io.nn2fpga.ir.FloatTensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What follows a quantized network before its output is one of the model: where the accelerator
 * computes a part, the host goes on with real numbers.
 */
@FunctionalInterface
public interface Ending {
  /** Nothing follows. */
  Ending NONE = (sample, result) -> result;

  /**
   * The model's output.
   *
   * @param sample the place of the sample among those that are measured on
   * @param result of the quantized network for it, or of the float network in its place
   */
  FloatTensor of(int sample, FloatTensor result);

  /** The model's outputs for results of the first samples. */
  default List<FloatTensor> all(List<FloatTensor> results) {
    return IntStream.range(0, results.size())
        .parallel()
        .mapToObj(i -> of(i, results.get(i)))
        .toList();
  }
}
