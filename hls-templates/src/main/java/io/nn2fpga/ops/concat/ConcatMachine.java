package io.nn2fpga.ops.concat;

import io.nn2fpga.op.TimingMachine;

/** One register that takes beats of two streams in turn, some of the first, then of the second. */
final class ConcatMachine implements TimingMachine {
  private final int firstBeats;
  private final int beats;
  private boolean full;
  private int beat;

  ConcatMachine(int firstBeats, int secondBeats) {
    this.firstBeats = firstBeats;
    this.beats = firstBeats + secondBeats;
  }

  @Override
  public boolean valid(int output) {
    return full;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    boolean itsTurn = (input == 0) == (beat < firstBeats);
    return itsTurn && (!full || outputReady[0]);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    boolean takes = taken[0] || taken[1];
    if (!full || outputReady[0]) {
      full = takes;
    }
    if (takes) {
      beat = beat == beats - 1 ? 0 : beat + 1;
    }
  }
}
