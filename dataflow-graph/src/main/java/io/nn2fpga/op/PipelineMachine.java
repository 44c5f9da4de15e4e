package io.nn2fpga.op;

/**
 * A pipeline with one clock enable: all stages advance together unless the last one holds a beat
 * that is not taken. One input, one output, one beat out for each beat in.
 */
public final class PipelineMachine implements TimingMachine {
  private final boolean[] stages;

  /**
   * A pipeline of that many register stages.
   *
   * @param latency cycles from taking a beat to offering its result, at least 1
   */
  public PipelineMachine(int latency) {
    this.stages = new boolean[latency];
  }

  @Override
  public boolean valid(int output) {
    return stages[stages.length - 1];
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return !valid(0) || outputReady[0];
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (!valid(0) || outputReady[0]) {
      System.arraycopy(stages, 0, stages, 1, stages.length - 1);
      stages[0] = taken[0];
    }
  }
}
