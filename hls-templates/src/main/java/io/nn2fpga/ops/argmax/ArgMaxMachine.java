package io.nn2fpga.ops.argmax;

import io.nn2fpga.op.TimingMachine;

/** Two stages with one clock enable; only a frame's last beat comes out. */
final class ArgMaxMachine implements TimingMachine {
  private final int beats;
  private int beat;
  private boolean lastInStage;
  private boolean valid;

  ArgMaxMachine(int beats) {
    this.beats = beats;
  }

  @Override
  public boolean valid(int output) {
    return valid;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return !valid || outputReady[0];
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (valid && !outputReady[0]) {
      return;
    }
    valid = lastInStage;
    lastInStage = taken[0] && beat == beats - 1;
    if (taken[0]) {
      beat = (beat + 1) % beats;
    }
  }
}
