package io.nn2fpga.ops.transpose;

import io.nn2fpga.op.TimingMachine;

/** Two memories of a tile each: one is filled while the other is read into one register. */
final class TransposeMachine implements TimingMachine {
  private final int tile;
  private final boolean[] whole = new boolean[2];
  private boolean full;
  private int written;
  private int read;
  private int filled;
  private int emptied;

  /**
   * Memories.
   *
   * @param tile beats of a tile
   */
  TransposeMachine(int tile) {
    this.tile = tile;
  }

  @Override
  public boolean valid(int output) {
    return full;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return !whole[filled];
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    boolean enabled = !full || outputReady[0];
    boolean reads = enabled && whole[emptied];
    if (enabled) {
      full = reads;
    }
    if (taken[0] && ++written == tile) {
      written = 0;
      whole[filled] = true;
      filled = 1 - filled;
    }
    if (reads && ++read == tile) {
      read = 0;
      whole[emptied] = false;
      emptied = 1 - emptied;
    }
  }
}
