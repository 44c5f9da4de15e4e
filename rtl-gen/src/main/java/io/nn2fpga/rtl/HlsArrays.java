package io.nn2fpga.rtl;

import io.nn2fpga.op.HlsInstance.ConstantArray;
import java.util.List;

/** Writes {@code weights.hpp}: every kernel's constant arrays as C++. */
final class HlsArrays {
  /** Values of one line; keeps lines below 120 characters for 8-bit values. */
  private static final int PER_LINE = 20;

  private HlsArrays() {}

  /** Name of an array, unique in the design. */
  static String name(Design.Instance instance, ConstantArray array) {
    return "weights::" + instance.id() + "_" + array.name();
  }

  static String header(Design design) {
    StringBuilder text =
        new StringBuilder("// weights.hpp - constants of the network '")
            .append(design.graph().name())
            .append("', written by nn2fpga.\n\n")
            .append("#ifndef WEIGHTS_HPP\n#define WEIGHTS_HPP\n\n")
            .append("#include <cstdint>\n\nnamespace weights {\n");
    for (Design.Instance instance : design.instances()) {
      for (ConstantArray array : instance.actor().hls().arrays()) {
        text.append('\n');
        append(text, instance, array);
      }
    }
    return text.append("\n}  // namespace weights\n\n#endif\n").toString();
  }

  private static void append(StringBuilder text, Design.Instance instance, ConstantArray array) {
    text.append("static const ").append(nativeType(array.bits())).append(' ');
    text.append(instance.id()).append('_').append(array.name());
    array.extents().forEach(e -> text.append('[').append(e).append(']'));
    text.append(" = ");
    if (size(array.extents()) != array.values().length) {
      throw new IllegalStateException(
          name(instance, array) + ": " + array.values().length + " values for " + array.extents());
    }
    append(text, array, 0, 0);
    text.append(";\n");
  }

  /** Writes the sub-array of axis {@code axis} that starts at {@code offset}. */
  private static void append(StringBuilder text, ConstantArray array, int axis, int offset) {
    List<Integer> inner = array.extents().subList(axis + 1, array.extents().size());
    int stride = size(inner);
    text.append('{');
    for (int i = 0; i < array.extents().get(axis); i++) {
      if (i > 0) {
        text.append(inner.isEmpty() && i % PER_LINE != 0 ? ", " : ",\n    ");
      }
      if (inner.isEmpty()) {
        text.append(literal(array.values()[offset + i]));
      } else {
        append(text, array, axis + 1, offset + i * stride);
      }
    }
    text.append('}');
  }

  /** A C++ literal; {@code LL} where an int does not hold it. */
  static String literal(long value) {
    if (value == Long.MIN_VALUE) {
      return "(-" + Long.MAX_VALUE + "LL - 1)";
    }
    return value == (int) value ? Long.toString(value) : value + "LL";
  }

  /** The narrowest signed type of C++ that holds {@code bits} bits. */
  private static String nativeType(int bits) {
    if (bits <= 8) {
      return "int8_t";
    }
    if (bits <= 16) {
      return "int16_t";
    }
    return bits <= 32 ? "int32_t" : "int64_t";
  }

  private static int size(List<Integer> extents) {
    return extents.stream().reduce(1, Math::multiplyExact);
  }
}
