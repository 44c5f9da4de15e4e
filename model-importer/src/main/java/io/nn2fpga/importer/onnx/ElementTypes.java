package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.NumberFormat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which ONNX names element types (TensorProto.DataType). The protobuf classes in use
 * are older than some of them.
 */
final class ElementTypes {
  private static final Map<Integer, NumberFormat> FORMATS = new HashMap<>();

  static {
    FORMATS.put(1, NumberFormat.FLOAT32);
    FORMATS.put(2, NumberFormat.UINT8);
    FORMATS.put(3, NumberFormat.INT8);
    FORMATS.put(4, NumberFormat.UINT16);
    FORMATS.put(5, NumberFormat.INT16);
    FORMATS.put(6, NumberFormat.INT32);
    FORMATS.put(7, NumberFormat.INT64);
    FORMATS.put(9, NumberFormat.BOOL);
    FORMATS.put(10, NumberFormat.FLOAT16);
    FORMATS.put(11, NumberFormat.FLOAT64);
    FORMATS.put(12, NumberFormat.UINT32);
    FORMATS.put(13, NumberFormat.UINT64);
    FORMATS.put(16, NumberFormat.BFLOAT16);
    FORMATS.put(17, NumberFormat.FLOAT8E4M3FN);
    FORMATS.put(18, NumberFormat.FLOAT8E4M3FNUZ);
    FORMATS.put(19, NumberFormat.FLOAT8E5M2);
    FORMATS.put(20, NumberFormat.FLOAT8E5M2FNUZ);
    FORMATS.put(21, NumberFormat.UINT4);
    FORMATS.put(22, NumberFormat.INT4);
    FORMATS.put(23, NumberFormat.FLOAT4E2M1);
    FORMATS.put(24, NumberFormat.FLOAT8E8M0);
    FORMATS.put(25, NumberFormat.UINT2);
    FORMATS.put(26, NumberFormat.INT2);
  }

  private static final Map<Integer, String> OTHERS =
      Map.of(0, "UNDEFINED", 8, "STRING", 14, "COMPLEX64", 15, "COMPLEX128");

  private ElementTypes() {}

  /** The format of a number of ONNX, or null if it is none of numbers that can be used. */
  static @Nullable NumberFormat of(int number) {
    return FORMATS.get(number);
  }

  /** The element type as a user knows it. */
  static String name(int number) {
    NumberFormat format = FORMATS.get(number);
    return format != null
        ? format.name().replaceFirst("^FLOAT32$", "FLOAT").replaceFirst("^FLOAT64$", "DOUBLE")
        : OTHERS.getOrDefault(number, "number " + number);
  }
}
