package io.nn2fpga.partition;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;

/**
 * What a region is worth: the MACs that the host is spared, less what carrying its input there and
 * its output back takes, in MACs of the host.
 *
 * <p>worth = MACs − {@value #MACS_PER_BYTE} · (bytes in + bytes out)
 *
 * <p>The factor is a ratio of rates, not a measurement: a processor of a board does some 10⁹ MACs a
 * second, a DMA beside it some 10⁸ bytes, about ten MACs in the time of a byte. A serial line is
 * far slower, but carries an input and an output whatever region is chosen. Operations without
 * products, such as activations and pools, count nothing on either side: of regions worth the same
 * the one where most nodes compute something is taken, and of those the one that moves numbers
 * least.
 */
public final class CutCost {
  /** MACs of the host that carrying one byte counts for. */
  public static final long MACS_PER_BYTE = 8;

  /** Bits of the codes that a real value becomes, unless a network says otherwise. */
  private static final int CODE_BITS = 8;

  private CutCost() {}

  /** The bytes of a value as codes. */
  public static long bytes(TensorType type) {
    int bits = type.element() instanceof IntegerElement codes ? codes.bits() : CODE_BITS;
    return ((long) type.size() * bits + Byte.SIZE - 1) / Byte.SIZE;
  }

  /** What a region is worth, in MACs; 0 or less: nothing. */
  public static long worth(long macs, TensorType input, TensorType output) {
    return macs - MACS_PER_BYTE * (bytes(input) + bytes(output));
  }

  /** Whether a value can cross a cut: real numbers or codes, as a frame of at most three axes. */
  static boolean canCross(TensorType type) {
    return type.shape().size() <= 3
        && !type.shape().isEmpty()
        && (type.element() instanceof FloatElement || type.element() instanceof IntegerElement);
  }
}
