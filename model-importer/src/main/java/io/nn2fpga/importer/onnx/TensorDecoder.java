package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads tensors in their raw and typed forms; what they declare is checked against their data. */
final class TensorDecoder {
  private final TensorProto proto;
  private final String at;

  private TensorDecoder(TensorProto proto, String at) {
    this.proto = proto;
    this.at = at;
  }

  /**
   * The tensor's elements.
   *
   * @param at where it stands, for messages
   * @throws DiagnosticException if it has external data, a type that cannot be used, or not the
   *     elements it declares
   */
  static Constant decode(TensorProto proto, String at) {
    return new TensorDecoder(proto, at).decode();
  }

  private Constant decode() {
    if (proto.getDataLocation() == DataLocation.EXTERNAL || proto.getExternalDataCount() > 0) {
      throw failure(
          Code.UNSUPPORTED_MODEL,
          "the tensor's data is in another file",
          "save the model with its data inside: onnx.save(onnx.load(FILE), FILE)");
    }
    long count = Constant.count(proto.getDimsList());
    if (count < 0) {
      throw failure(Code.MALFORMED_FILE, "impossible extents " + proto.getDimsList(), null);
    }
    List<Integer> dims = new ArrayList<>();
    proto.getDimsList().forEach(d -> dims.add(Math.toIntExact(d)));
    DataType type = DataType.forNumber(proto.getDataType());
    if (type == null) {
      throw unsupportedType("number " + proto.getDataType());
    }
    switch (type) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> {
        return new Constant.Floats(dims, floats(type, (int) count));
      }
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BOOL -> {
        return new Constant.Integers(dims, integers(type, (int) count));
      }
      case INT4, UINT4 -> {
        return new Constant.Integers(dims, nibbles(type, (int) count));
      }
      default -> throw unsupportedType(type.name());
    }
  }

  /** Two elements a byte, the first in the low bits; typed data holds a byte an int32. */
  private long[] nibbles(DataType type, int count) {
    boolean raw = proto.hasRawData();
    checkCount(raw ? bytes() : proto.getInt32DataCount(), (count + 1) / 2);
    ByteBuffer data = data();
    long[] result = new long[count];
    int pair = 0;
    for (int i = 0; i < count; i++) {
      if (i % 2 == 0) {
        pair = raw ? data.get() : proto.getInt32Data(i / 2);
      }
      int bits = i % 2 == 0 ? pair & 0xf : pair >> 4 & 0xf;
      result[i] = type == DataType.INT4 && bits > 7 ? bits - 16 : bits;
    }
    return result;
  }

  private float[] floats(DataType type, int count) {
    boolean raw = proto.hasRawData();
    checkCount(
        switch (type) {
          case FLOAT -> raw ? bytes() / 4.0 : proto.getFloatDataCount();
          case DOUBLE -> raw ? bytes() / 8.0 : proto.getDoubleDataCount();
          default -> raw ? bytes() / 2.0 : proto.getInt32DataCount();
        },
        count);
    ByteBuffer data = data();
    float[] result = new float[count];
    for (int i = 0; i < count; i++) {
      result[i] =
          switch (type) {
            case FLOAT -> raw ? data.getFloat() : proto.getFloatData(i);
            case DOUBLE -> (float) (raw ? data.getDouble() : proto.getDoubleData(i));
            case FLOAT16 -> halfToFloat(raw ? data.getShort() : (short) proto.getInt32Data(i));
            default -> Float.intBitsToFloat((raw ? data.getShort() : proto.getInt32Data(i)) << 16);
          };
    }
    return result;
  }

  private long[] integers(DataType type, int count) {
    boolean raw = proto.hasRawData();
    int width =
        switch (type) {
          case INT8, UINT8, BOOL -> 1;
          case INT16, UINT16 -> 2;
          case INT32, UINT32 -> 4;
          default -> 8;
        };
    checkCount(raw ? bytes() / (double) width : typedIntegers(type), count);
    ByteBuffer data = data();
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      result[i] = raw ? rawInteger(data, type) : typedInteger(type, i);
    }
    return result;
  }

  private static long rawInteger(ByteBuffer data, DataType type) {
    return switch (type) {
      case INT8 -> data.get();
      case UINT8, BOOL -> data.get() & 0xff;
      case INT16 -> data.getShort();
      case UINT16 -> data.getShort() & 0xffff;
      case INT32 -> data.getInt();
      case UINT32 -> data.getInt() & 0xffff_ffffL;
      default -> data.getLong();
    };
  }

  private int typedIntegers(DataType type) {
    return switch (type) {
      case INT64 -> proto.getInt64DataCount();
      case UINT32, UINT64 -> proto.getUint64DataCount();
      default -> proto.getInt32DataCount();
    };
  }

  private long typedInteger(DataType type, int index) {
    return switch (type) {
      case INT64 -> proto.getInt64Data(index);
      case UINT32, UINT64 -> proto.getUint64Data(index);
      default -> proto.getInt32Data(index);
    };
  }

  private int bytes() {
    return proto.getRawData().size();
  }

  private ByteBuffer data() {
    return proto.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void checkCount(double given, int declared) {
    if (given != declared) {
      throw failure(
          Code.MALFORMED_FILE,
          "extents "
              + proto.getDimsList()
              + " need "
              + declared
              + " elements, the file holds "
              + (given == Math.rint(given) ? String.valueOf((long) given) : String.valueOf(given)),
          "copy or export the model again");
    }
  }

  private DiagnosticException unsupportedType(String type) {
    return failure(
        Code.UNSUPPORTED_ATTRIBUTE,
        "a tensor of element type " + type + " cannot be used",
        "nn2fpga reads float, float16, bfloat16, double, integer and boolean tensors");
  }

  private DiagnosticException failure(Code code, String message, @Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(code, message, at, hint));
  }

  /** The value of an IEEE 754 binary16 number. */
  static float halfToFloat(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> (fraction + 0x400) * (float) Math.scalb(1.0, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
