package io.nn2fpga.importer.tflite;

import io.nn2fpga.ir.IntegerElement;
import org.jspecify.annotations.Nullable;

/** What one element of a TFLite tensor is; numbered as in the schema's {@code TensorType}. */
enum TensorElement {
  FLOAT32(0, 32, null),
  FLOAT16(1, 16, null),
  INT32(2, 32, IntegerElement.signed(32)),
  UINT8(3, 8, IntegerElement.unsigned(8)),
  INT64(4, 64, null),
  BOOL(6, 8, null),
  INT16(7, 16, IntegerElement.signed(16)),
  INT8(9, 8, IntegerElement.signed(8)),
  FLOAT64(10, 64, null),
  UINT16(16, 16, IntegerElement.unsigned(16)),
  INT4(17, 4, IntegerElement.signed(4));

  private final int number;
  private final int bits;
  private final @Nullable IntegerElement codes;

  TensorElement(int number, int bits, @Nullable IntegerElement codes) {
    this.number = number;
    this.bits = bits;
    this.codes = codes;
  }

  /** The element type of that number in the schema, or null if none of its kind is understood. */
  static @Nullable TensorElement of(int number) {
    for (TensorElement element : values()) {
      if (element.number == number) {
        return element;
      }
    }
    return null;
  }

  /** Bytes that a buffer of this many elements has. */
  long bytes(long elements) {
    return (elements * bits + 7) / 8;
  }

  boolean isReal() {
    return this == FLOAT32 || this == FLOAT16 || this == FLOAT64;
  }

  /** The codes of a quantized tensor, or null if this type holds none. */
  @Nullable IntegerElement codes() {
    return codes;
  }
}
