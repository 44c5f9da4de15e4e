package io.nn2fpga.importer.npy;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The element types that can be read. */
public enum NpyType {
  /** A boolean, 0 or 1. */
  B1(1),
  /** An unsigned 8-bit integer. */
  U1(1),
  /** A signed 8-bit integer. */
  I1(1),
  /** An unsigned 16-bit integer. */
  U2(2),
  /** A signed 16-bit integer. */
  I2(2),
  /** A signed 32-bit integer. */
  I4(4),
  /** A signed 64-bit integer. */
  I8(8),
  /** IEEE 754 binary16. */
  F2(2),
  /** IEEE 754 binary32. */
  F4(4),
  /** IEEE 754 binary64. */
  F8(8);

  private final int bytes;

  NpyType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are whole numbers (or booleans). */
  public boolean isInteger() {
    return this != F2 && this != F4 && this != F8;
  }

  /** NumPy's word without byte order, for example {@code f4}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static @Nullable NpyType of(String word) {
    for (NpyType type : values()) {
      if (type.word().equals(word)) {
        return type;
      }
    }
    return null;
  }

  /** Reads an element; a 64-bit integer loses what a double does not hold. */
  double read(ByteBuffer data, int offset) {
    return switch (this) {
      case B1 -> data.get(offset) == 0 ? 0 : 1;
      case U1 -> data.get(offset) & 0xff;
      case I1 -> data.get(offset);
      case U2 -> data.getShort(offset) & 0xffff;
      case I2 -> data.getShort(offset);
      case I4 -> data.getInt(offset);
      case I8 -> data.getLong(offset);
      case F2 -> binary16(data.getShort(offset));
      case F4 -> data.getFloat(offset);
      case F8 -> data.getDouble(offset);
    };
  }

  private static double binary16(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(fraction + 1024.0, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
