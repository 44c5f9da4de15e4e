package io.nn2fpga.ops.averagepool;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance.ConstantArray;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.ops.ChannelLanes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Constants of an average pool and the widths that hold every value, all in two's complement.
 *
 * @param multipliers by address
 * @param offsets by address
 * @param sumBits bits of a sum of elements
 * @param multiplierBits bits of a multiplier
 * @param offsetBits bits of an offset
 * @param accBits bits of multiplier · sum + offset, and of the codes
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by the record that made them
record PoolWidths(
    long[] multipliers,
    long[] offsets,
    int sumBits,
    int multiplierBits,
    int offsetBits,
    int accBits) {

  /**
   * The constants of an actor whose operands are a stream, multipliers and offsets by class.
   *
   * <p>Classes are addressed from the largest part of the window inside the frame downwards.
   *
   * @param taps elements of a sum, at most
   * @param away whether sums are doubled, as ties away from zero need
   */
  static PoolWidths of(Actor actor, int taps, int shift, boolean away, IntegerElement output) {
    IntegerElement element = actor.input().element();
    long[] multipliers = reversed(ChannelLanes.elements(actor.constants().get(0)));
    long[] offsets = reversed(ChannelLanes.elements(actor.constants().get(1)));
    long lowest = Math.multiplyExact(Math.min(0, element.min()), (long) taps);
    long highest = Math.multiplyExact(Math.max(0, element.max()), (long) taps);
    long least = away ? Math.multiplyExact(lowest, 2L) : lowest;
    long most = away ? Math.multiplyExact(highest, 2L) + 1 : highest;
    int acc = Math.max(output.bits(), shift) + 1;
    for (int i = 0; i < multipliers.length; i++) {
      long a = Math.multiplyExact(multipliers[i], least);
      long b = Math.multiplyExact(multipliers[i], most);
      long lo = Math.addExact(Math.min(a, b), Math.min(0, offsets[i]));
      long hi = Math.addExact(Math.max(a, b), Math.max(0, offsets[i]));
      acc = Math.max(acc, IntegerElement.signedBits(Math.min(0, lo), Math.max(0, hi)));
    }
    int sum = IntegerElement.signedBits(lowest, highest);
    int multiplier = bits(multipliers);
    int offset = bits(offsets);
    acc = Math.max(acc, Math.max(sum + 1, Math.max(multiplier, offset)) + 1);
    return new PoolWidths(multipliers, offsets, sum, multiplier, offset, acc);
  }

  private static long[] reversed(long[] values) {
    long[] result = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[values.length - 1 - i];
    }
    return result;
  }

  private static int bits(long[] values) {
    long lo = Arrays.stream(values).min().orElseThrow();
    long hi = Arrays.stream(values).max().orElseThrow();
    return IntegerElement.signedBits(lo, hi);
  }

  /**
   * What the multiplier meets: the sum S itself, or for ties away from zero 2·S, and one more where
   * S is not negative. Then a tie below zero lies below the half, and any other beyond it.
   */
  static long factor(long sum, boolean away) {
    return away ? 2 * sum + (sum >= 0 ? 1 : 0) : sum;
  }

  /** Adds the widths, the shift and the clamp to a module's parameters. */
  void addTo(
      Map<String, Long> parameters,
      int shift,
      boolean away,
      int min,
      int max,
      IntegerElement output) {
    parameters.put("AWAY", away ? 1L : 0L);
    parameters.put("SUM_BITS", (long) sumBits);
    parameters.put("MULTIPLIER_BITS", (long) multiplierBits);
    parameters.put("OFFSET_BITS", (long) offsetBits);
    parameters.put("ACC_BITS", (long) accBits);
    parameters.put("SHIFT", (long) shift);
    parameters.put("MIN", (long) min);
    parameters.put("MAX", (long) max);
    parameters.put("OUT_BITS", (long) output.bits());
  }

  /** The memories of a module. */
  List<MemoryImage> memories() {
    return List.of(
        new MemoryImage("MULTIPLIER_FILE", multiplierBits, words(multipliers)),
        new MemoryImage("OFFSET_FILE", offsetBits, words(offsets)));
  }

  private static long[][] words(long[] values) {
    return Arrays.stream(values).mapToObj(v -> new long[] {v}).toArray(long[][]::new);
  }

  /** The arrays of a C++ function. */
  List<ConstantArray> arrays() {
    List<Integer> extents = List.of(multipliers.length);
    return List.of(
        new ConstantArray("multiplier", multiplierBits, extents, multipliers),
        new ConstantArray("offset", offsetBits, extents, offsets));
  }
}
