package io.nn2fpga.ops.pixelwindows;

import io.nn2fpga.op.TimingMachine;

/** The handshakes of {@code nn2fpga_pixel_windows}; fields are named as its registers. */
final class PixelWindowsMachine implements TimingMachine {
  private final int beats;
  private boolean valid;
  private int beat;

  PixelWindowsMachine(int beats) {
    this.beats = beats;
  }

  @Override
  public boolean valid(int output) {
    return valid;
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return !valid || (outputReady[0] && beat == beats - 1);
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (given[0]) {
      beat = (beat + 1) % beats;
      valid = beat != 0;
    }
    valid |= taken[0];
  }
}
