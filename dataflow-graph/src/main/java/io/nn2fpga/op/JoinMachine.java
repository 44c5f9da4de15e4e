package io.nn2fpga.op;

/**
 * A pipeline with one clock enable whose first stage takes a beat of each input at the same time:
 * an input is ready only while the others offer a beat.
 */
public final class JoinMachine implements TimingMachine {
  private final boolean[] stages;

  /**
   * A pipeline of that many register stages.
   *
   * @param latency cycles from taking the beats to offering their result, at least 1
   */
  public JoinMachine(int latency) {
    this.stages = new boolean[latency];
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
    boolean others = true;
    for (int i = 0; i < inputValid.length; i++) {
      others &= i == input || inputValid[i];
    }
    return others && enabled(outputReady);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (enabled(outputReady)) {
      System.arraycopy(stages, 0, stages, 1, stages.length - 1);
      stages[0] = taken[0];
    }
  }
}
