package io.nn2fpga.precision;

import io.nn2fpga.lower.QuantizedModel;

/** What a quantized network takes, as one number. */
public interface CostModel {
  /** What the number counts, for people. */
  String unit();

  /** The cost of a network; not negative. */
  double of(QuantizedModel model);
}
