package io.nn2fpga.ops.requantize;

import io.nn2fpga.op.TimingMachine;

/** Takes a beat, is busy with it for some cycles, and goes on as soon as its result has a place. */
final class SerialRequantizeMachine implements TimingMachine {
  private final int steps;
  private boolean busy;
  private int step;
  private boolean full;

  /**
   * A machine.
   *
   * @param steps cycles between taking a beat and having its sum
   */
  SerialRequantizeMachine(int steps) {
    this.steps = steps;
  }

  @Override
  public boolean valid(int output) {
    return full;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return !busy;
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    boolean place = !full || outputReady[0];
    boolean done = busy && step == steps && place;
    full = done || !place;
    if (done) {
      busy = false;
    } else if (busy && step < steps) {
      step++;
    }
    if (taken[0]) {
      busy = true;
      step = 0;
    }
  }
}
