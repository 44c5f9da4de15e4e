package io.nn2fpga.ops.requantize;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.HlsInstance.ConstantArray;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.ops.ChannelLanes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Accumulators whose codes differ from those of an affine map.
 *
 * @param count exceptions a channel, E; 0 for none
 * @param positions e, {@code [C, E]}
 * @param corrections d, {@code [C, E]}, each −1, 0 or 1
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the kernel that made it
record Exceptions(int count, long[] positions, long[] corrections) {
  private static final int CORRECTION_BITS = 2;

  /**
   * The exceptions among the constants of a requantizer: the third and fourth, if there are any.
   */
  static Exceptions of(List<Tensor> constants) {
    if (constants.size() < 4) {
      return new Exceptions(0, new long[0], new long[0]);
    }
    return new Exceptions(
        constants.get(2).type().extent(1),
        ChannelLanes.elements(constants.get(2)),
        ChannelLanes.elements(constants.get(3)));
  }

  /** What is added to the code of an accumulator of a channel. */
  long correction(int channel, int acc) {
    long correction = 0;
    for (int e = channel * count; e < (channel + 1) * count; e++) {
      if (positions[e] == acc) {
        correction += corrections[e];
      }
    }
    return correction;
  }

  /** Bits that hold every exception and every accumulator, in two's complement. */
  private int positionBits(StreamType in) {
    IntegerElement acc = in.element();
    return IntegerElement.signedBits(
        Math.min(acc.min(), Arrays.stream(positions).min().orElse(0)),
        Math.max(acc.max(), Arrays.stream(positions).max().orElse(0)));
  }

  /** Bits of a sum of corrections. */
  private int sumBits() {
    return IntegerElement.signedBits(-count, count);
  }

  /** Adds the parameters and memories of a module. */
  void addTo(Map<String, Long> parameters, List<MemoryImage> memories, StreamType in) {
    parameters.put("EXCEPTIONS", (long) count);
    if (count > 0) {
      parameters.put("POSITION_BITS", (long) positionBits(in));
      parameters.put("CORRECTION_BITS", (long) sumBits());
      memories.add(
          new MemoryImage(
              "POSITION_FILE", positionBits(in), ChannelLanes.words(in, positions, count)));
      memories.add(
          new MemoryImage(
              "CORRECTION_FILE", CORRECTION_BITS, ChannelLanes.words(in, corrections, count)));
    }
  }

  /** Adds the template arguments and arrays of a C++ function. */
  void addTo(List<Long> arguments, List<ConstantArray> arrays, StreamType in) {
    if (count > 0) {
      arguments.add((long) count);
      arguments.add((long) positionBits(in));
      List<Integer> extents = List.of(in.beatsPerGroup(), in.lanes(), count);
      arrays.add(
          new ConstantArray(
              "position",
              positionBits(in),
              extents,
              ChannelLanes.flat(ChannelLanes.words(in, positions, count))));
      arrays.add(
          new ConstantArray(
              "correction",
              CORRECTION_BITS,
              extents,
              ChannelLanes.flat(ChannelLanes.words(in, corrections, count))));
    }
  }

  /** What the comparisons and the sum of corrections are made of. */
  Inventory inventory(StreamType in) {
    if (count == 0) {
      return Inventory.EMPTY;
    }
    long lanes = in.lanes();
    Inventory.Memory places =
        new Inventory.Memory(in.beatsPerGroup(), in.lanes() * count * positionBits(in), true);
    Inventory.Memory changes =
        new Inventory.Memory(in.beatsPerGroup(), in.lanes() * count * CORRECTION_BITS, true);
    return new Inventory(
        List.of(),
        // A comparison for equality takes about half of what a difference does.
        lanes * (count * positionBits(in) / 2 + (count + 1L) * sumBits()),
        lanes * sumBits() + places.distinctColumns() + changes.distinctColumns(),
        List.of(places, changes),
        0);
  }
}
