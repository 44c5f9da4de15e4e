package io.nn2fpga.ops.widthconverter;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.TimingMachine;

/**
 * A buffer of elements: takes a beat while its elements fit, gives one while it holds enough. The
 * last beat of a pixel may have fewer elements on either side.
 */
final class GearboxMachine implements TimingMachine {
  private final StreamType source;
  private final StreamType target;
  private final int capacity;
  private int count;
  private int inBeat;
  private int outBeat;

  GearboxMachine(StreamType source, StreamType target, int capacity) {
    this.source = source;
    this.target = target;
    this.capacity = capacity;
  }

  /** Elements of a beat that is the {@code beat}-th of its pixel. */
  private static int size(StreamType type, int beat) {
    return Math.min(type.lanes(), type.channels() - beat * type.lanes());
  }

  @Override
  public boolean valid(int output) {
    return count >= size(target, outBeat);
  }

  @Override
  public boolean ready(int input, boolean[] inputValid, boolean[] outputReady) {
    return count + size(source, inBeat) <= capacity;
  }

  @Override
  public void clock(boolean[] taken, boolean[] given, boolean[] outputReady) {
    if (given[0]) {
      count -= size(target, outBeat);
      outBeat = (outBeat + 1) % target.beatsPerGroup();
    }
    if (taken[0]) {
      count += size(source, inBeat);
      inBeat = (inBeat + 1) % source.beatsPerGroup();
    }
  }
}
