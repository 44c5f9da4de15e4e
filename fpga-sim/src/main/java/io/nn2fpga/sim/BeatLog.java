package io.nn2fpga.sim;

import io.nn2fpga.ir.StreamType;
import java.math.BigInteger;
import java.util.List;

/**
 * The beats that a stream carried in a simulation, in order.
 *
 * @param beats one entry a transfer
 */
public record BeatLog(List<Beat> beats) {

  /**
   * One transfer.
   *
   * @param cycle clock cycle, from 0 at the first cycle after reset; −1 where there is no clock
   * @param data the word, lane 0 in the low bits
   * @param last whether it ends a frame
   */
  public record Beat(long cycle, BigInteger data, boolean last) {
    /** One lane of a stream's beat, sign-extended if its elements are signed. */
    public long lane(StreamType type, int lane) {
      int bits = type.element().bits();
      long value = data.shiftRight(lane * bits).longValue() & ((1L << bits) - 1);
      boolean negative = type.element().signed() && (value >> (bits - 1) & 1) == 1;
      return negative ? value - (1L << bits) : value;
    }
  }

  /** Copies the list. */
  public BeatLog {
    beats = List.copyOf(beats);
  }
}
