package io.nn2fpga.ops.pad;

import io.nn2fpga.op.TimingMachine;

/** One register that is filled from the stream, or with an added place once a frame has begun. */
final class PadMachine implements TimingMachine {
  private final boolean[] inside;
  private int position;
  private boolean full;
  private boolean offered;

  /**
   * A register.
   *
   * @param inside which beats of a result frame are the operand's
   */
  PadMachine(boolean[] inside) {
    this.inside = inside;
  }

  @Override
  public boolean valid(int output) {
    return full;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    offered = inputValid[0];
    return inside[position] && (!full || outputReady[0]);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (full && !outputReady[0]) {
      return;
    }
    boolean waits = inside[position] || position == 0;
    full = !waits || offered;
    if (full) {
      position = position == inside.length - 1 ? 0 : position + 1;
    }
  }
}
