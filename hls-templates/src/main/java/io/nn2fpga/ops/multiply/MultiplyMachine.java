package io.nn2fpga.ops.multiply;

import io.nn2fpga.op.TimingMachine;

/**
 * A pipeline with one clock enable whose first stage takes a beat of the first operand in every
 * step and, during the first beats of a frame, one of the second operand at the same time.
 */
final class MultiplyMachine implements TimingMachine {
  private final boolean[] stages;
  private final int beats;
  private final int shared;
  private int position;

  /**
   * A pipeline.
   *
   * @param latency register stages
   * @param beats of the first operand, a frame
   * @param shared how many of them, at the start, meet a beat of the second operand
   */
  MultiplyMachine(int latency, int beats, int shared) {
    this.stages = new boolean[latency];
    this.beats = beats;
    this.shared = shared;
  }

  private boolean enabled(boolean[] outputReady) {
    return !valid(0) || outputReady[0];
  }

  @Override
  public boolean valid(int output) {
    return stages[stages.length - 1];
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    boolean both = position < shared;
    boolean wanted = input == 0 ? !both || inputValid[1] : both && inputValid[0];
    return wanted && enabled(outputReady);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (enabled(outputReady)) {
      System.arraycopy(stages, 0, stages, 1, stages.length - 1);
      stages[0] = taken[0];
    }
    if (taken[0]) {
      position = position == beats - 1 ? 0 : position + 1;
    }
  }
}
