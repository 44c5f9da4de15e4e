package io.nn2fpga.ops.upsample;

import io.nn2fpga.op.TimingMachine;

/** A circular buffer of a row and a pixel, read in the order of the copies into one register. */
final class UpsampleMachine implements TimingMachine {
  private final int rowBeats;
  private final int beats;
  private final int rows;
  private final int columns;
  private boolean full;
  private int level;
  private int held;
  private int beat;
  private int column;
  private int pixelCopy;
  private int rowCopy;

  /**
   * A buffer.
   *
   * @param width pixels of a row
   * @param beats of a pixel
   * @param rows copies of each row
   * @param columns copies of each pixel
   */
  UpsampleMachine(int width, int beats, int rows, int columns) {
    this.rowBeats = width * beats;
    this.beats = beats;
    this.rows = rows;
    this.columns = columns;
  }

  @Override
  public boolean valid(int output) {
    return full;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return held < rowBeats + beats;
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    boolean enabled = !full || outputReady[0];
    boolean reads = enabled && level > column * beats + beat;
    if (enabled) {
      full = reads;
    }
    if (taken[0]) {
      level++;
      held++;
    }
    if (reads) {
      advance();
    }
  }

  private void advance() {
    if (pixelCopy == columns - 1 && rowCopy == rows - 1) {
      held--;
    }
    beat = (beat + 1) % beats;
    if (beat > 0) {
      return;
    }
    pixelCopy = (pixelCopy + 1) % columns;
    if (pixelCopy > 0) {
      return;
    }
    column = (column + 1) % (rowBeats / beats);
    if (column > 0) {
      return;
    }
    rowCopy = (rowCopy + 1) % rows;
    if (rowCopy == 0) {
      level -= rowBeats;
    }
  }
}
