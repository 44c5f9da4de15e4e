package io.nn2fpga.ops.fifo;

import io.nn2fpga.op.TimingMachine;

/** A queue: takes while it holds fewer beats than its depth, gives while it holds any. */
public final class QueueMachine implements TimingMachine {
  private final int depth;
  private int count;

  /** An empty queue of that depth. */
  public QueueMachine(int depth) {
    this.depth = depth;
  }

  @Override
  public boolean valid(int output) {
    return count > 0;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return count < depth;
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    count += (taken[0] ? 1 : 0) - (given[0] ? 1 : 0);
  }
}
