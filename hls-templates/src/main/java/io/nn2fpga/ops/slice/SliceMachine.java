package io.nn2fpga.ops.slice;

import io.nn2fpga.op.TimingMachine;

/** One register that takes every beat and holds those that are kept. */
final class SliceMachine implements TimingMachine {
  private final boolean[] kept;
  private int position;
  private boolean full;

  /**
   * A register.
   *
   * @param kept which beats of a frame leave
   */
  SliceMachine(boolean[] kept) {
    this.kept = kept;
  }

  @Override
  public boolean valid(int output) {
    return full;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return !full || outputReady[0];
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (!full || outputReady[0]) {
      full = taken[0] && kept[position];
    }
    if (taken[0]) {
      position = position == kept.length - 1 ? 0 : position + 1;
    }
  }
}
