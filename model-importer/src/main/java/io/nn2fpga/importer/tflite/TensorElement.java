package io.nn2fpga.importer.tflite;

import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.nn.NumberFormat;
import org.jspecify.annotations.Nullable;

/** What one element of a TFLite tensor is; numbered as in the schema's {@code TensorType}. */
enum TensorElement {
  FLOAT32(0, 32, NumberFormat.FLOAT32, null),
  FLOAT16(1, 16, NumberFormat.FLOAT16, null),
  INT32(2, 32, NumberFormat.INT32, IntegerElement.signed(32)),
  UINT8(3, 8, NumberFormat.UINT8, IntegerElement.unsigned(8)),
  INT64(4, 64, NumberFormat.INT64, null),
  BOOL(6, 8, NumberFormat.BOOL, null),
  INT16(7, 16, NumberFormat.INT16, IntegerElement.signed(16)),
  INT8(9, 8, NumberFormat.INT8, IntegerElement.signed(8)),
  FLOAT64(10, 64, NumberFormat.FLOAT64, null),
  UINT16(16, 16, NumberFormat.UINT16, IntegerElement.unsigned(16)),
  INT4(17, 4, NumberFormat.INT4, IntegerElement.signed(4));

  private final int number;
  private final int bits;
  private final NumberFormat format;
  private final @Nullable IntegerElement codes;

  TensorElement(int number, int bits, NumberFormat format, @Nullable IntegerElement codes) {
    this.number = number;
    this.bits = bits;
    this.format = format;
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

  /** The same element type at the nn level. */
  NumberFormat format() {
    return format;
  }

  /** The codes of a quantized tensor, or null if this type holds none. */
  @Nullable IntegerElement codes() {
    return codes;
  }
}
