package io.nn2fpga.ops.multiply;

import io.nn2fpga.ir.IntegerElement;
import java.util.List;
import java.util.Map;

/**
 * An operand of a product of two streams: codes less their zero point.
 *
 * @param element the codes
 * @param zeroPoint z
 */
public record Factor(IntegerElement element, int zeroPoint) {

  /** Bits that hold q and q − z, in two's complement. */
  public int differenceBits() {
    return IntegerElement.signedBits(
        Math.min(element.min(), element.min() - zeroPoint),
        Math.max(element.max(), element.max() - zeroPoint));
  }

  /** Bits of the adder that takes z away. */
  public int adderBits() {
    return zeroPoint == 0 ? 0 : differenceBits();
  }

  /** Adds PREFIX_BITS, _SIGNED, _ZERO and _DIFFERENCE to a module's parameters. */
  public void addTo(Map<String, Long> parameters, String prefix) {
    parameters.put(prefix + "_BITS", (long) element.bits());
    parameters.put(prefix + "_SIGNED", element.signed() ? 1L : 0L);
    parameters.put(prefix + "_ZERO", (long) zeroPoint);
    parameters.put(prefix + "_DIFFERENCE", (long) differenceBits());
  }

  /** The template arguments BITS, SIGNED and ZERO of a C++ function. */
  public List<Long> arguments() {
    return List.of((long) element.bits(), element.signed() ? 1L : 0L, (long) zeroPoint);
  }
}
