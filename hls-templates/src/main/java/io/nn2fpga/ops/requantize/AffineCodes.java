package io.nn2fpga.ops.requantize;

import io.nn2fpga.op.IntegerOperation;

/** A map of accumulators to codes by a multiplier and an offset, monotone in the accumulator. */
public interface AffineCodes extends IntegerOperation {
  /** The smallest code. */
  int min();

  /** The largest code. */
  int max();

  /** The code of one accumulator; rises with it if the multiplier is positive, else falls. */
  int apply(int acc, int multiplier, long offset);
}
