package io.nn2fpga.sim;

import io.nn2fpga.ir.StreamType;

/**
 * A place in a stream's frame.
 *
 * @param y row
 * @param x pixel of the row; at least the width for an unused lane
 * @param channel channel of the pixel; at least the number of channels for an unused lane
 */
public record FramePosition(int y, int x, int channel) {

  /** The place that a lane of a beat stands for. */
  static FramePosition of(StreamType type, int beat, int lane) {
    int group = beat / type.beatsPerGroup();
    int groupsPerRow = (type.width() + type.pixels() - 1) / type.pixels();
    return new FramePosition(
        group / groupsPerRow,
        group % groupsPerRow * type.pixels() + lane / type.lanes(),
        beat % type.beatsPerGroup() * type.lanes() + lane % type.lanes());
  }

  @Override
  public String toString() {
    return "(" + y + ", " + x + ", " + channel + ")";
  }
}
