package io.nn2fpga.ops.fork;

import io.nn2fpga.op.TimingMachine;

/**
 * Holds one beat until both outputs have given it; takes the next one in the cycle in which the
 * last of them does.
 */
final class ForkMachine implements TimingMachine {
  private final boolean[] pending = new boolean[ForkKernel.BRANCHES];

  @Override
  public boolean valid(int output) {
    return pending[output];
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    for (int branch = 0; branch < pending.length; branch++) {
      if (pending[branch] && !outputReady[branch]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    for (int branch = 0; branch < pending.length; branch++) {
      pending[branch] = taken[0] || (pending[branch] && !given[branch]);
    }
  }
}
