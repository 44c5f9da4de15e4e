package io.nn2fpga.ops.averagepool;

import io.nn2fpga.op.TimingMachine;

/** Accumulates without a result until the last pixel, whose beats run through three stages. */
final class GlobalAveragePoolMachine implements TimingMachine {
  private final int beatsPerFrame;
  private final int firstGiven;
  private final boolean[] stages = new boolean[GlobalAveragePoolKernel.LATENCY];
  private int position;

  GlobalAveragePoolMachine(int beatsPerFrame, int beatsPerPixel) {
    this.beatsPerFrame = beatsPerFrame;
    this.firstGiven = beatsPerFrame - beatsPerPixel;
  }

  private boolean enable(boolean outputReady) {
    return !valid(0) || outputReady;
  }

  @Override
  public boolean valid(int output) {
    return stages[stages.length - 1];
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return position < firstGiven || enable(outputReady[0]);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (enable(outputReady[0])) {
      System.arraycopy(stages, 0, stages, 1, stages.length - 1);
      stages[0] = taken[0] && position >= firstGiven;
    }
    if (taken[0]) {
      position = position == beatsPerFrame - 1 ? 0 : position + 1;
    }
  }
}
