package io.nn2fpga.importer.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements of constant tensors, as numbers; little-endian in the file. */
final class ConstantData {
  private ConstantData() {}

  /** Real numbers of a constant that is not quantized; of binary64 what binary32 holds. */
  static float[] floats(TfliteTensor tensor) {
    ByteBuffer data = buffer(tensor);
    float[] values = new float[Math.toIntExact(tensor.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.element()) {
            case FLOAT32 -> data.getFloat(4 * i);
            case FLOAT16 -> half(data.getShort(2 * i));
            case FLOAT64 -> (float) data.getDouble(8 * i);
            default -> integer(tensor.element(), data, i);
          };
    }
    return values;
  }

  /** Codes or indices; of 64-bit ones the low bits, which is all that a shape or axis has. */
  static int[] integers(TfliteTensor tensor) {
    ByteBuffer data = buffer(tensor);
    int[] values = new int[Math.toIntExact(tensor.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) integer(tensor.element(), data, i);
    }
    return values;
  }

  private static long integer(TensorElement element, ByteBuffer data, int i) {
    return switch (element) {
      case INT8 -> data.get(i);
      case UINT8 -> data.get(i) & 0xff;
      case BOOL -> data.get(i) == 0 ? 0 : 1;
      case INT16 -> data.getShort(2 * i);
      case UINT16 -> data.getShort(2 * i) & 0xffff;
      case INT32 -> data.getInt(4 * i);
      case INT64 -> data.getLong(8 * i);
      // Two to a byte, the first in the low half.
      case INT4 -> (byte) (data.get(i / 2) << (i % 2 == 0 ? 4 : 0)) >> 4;
      case FLOAT16, FLOAT32, FLOAT64 -> throw new IllegalStateException(element + " as an integer");
    };
  }

  /** The number of an IEEE 754 binary16. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(1024.0 + fraction, exponent - 25);
    return (float) (bits < 0 ? -magnitude : magnitude);
  }

  private static ByteBuffer buffer(TfliteTensor tensor) {
    byte[] contents = tensor.contents();
    if (contents == null) {
      throw new IllegalStateException("'" + tensor.name() + "' is no constant");
    }
    return ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
  }
}
