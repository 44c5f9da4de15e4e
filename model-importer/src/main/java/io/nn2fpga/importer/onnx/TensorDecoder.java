package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.nn.NumberFormat;
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
    NumberFormat format = ElementTypes.of(proto.getDataType());
    if (format != null && isNarrow(format)) {
      return narrow(format, dims, (int) count);
    }
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
      default -> throw unsupportedType(type.name());
    }
  }

  /** Formats of a byte or less of which the protobuf classes may not know. */
  private static boolean isNarrow(NumberFormat format) {
    return format.isInteger() ? format.bits() < 8 && format.bits() > 1 : format.bits() <= 8;
  }

  /** Elements of a byte or less: the first in the low bits. */
  private Constant narrow(NumberFormat format, List<Integer> dims, int count) {
    boolean raw = proto.hasRawData();
    int inByte = 8 / format.bits();
    checkCount(raw ? bytes() : proto.getInt32DataCount(), count, (count + inByte - 1) / inByte);
    ByteBuffer data = data();
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      int packed = raw ? data.get(i / inByte) : proto.getInt32Data(i / inByte);
      numbers[i] = format.decode(packed >> i % inByte * format.bits());
    }
    Constant result = new Constant.Floats(dims, numbers);
    return format.isInteger() ? new Constant.Integers(dims, result.integers()) : result;
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
    checkCount(given, declared, declared);
  }

  /**
   * Refuses a tensor whose data do not fit.
   *
   * @param needed elements or bytes that hold the declared elements
   */
  private void checkCount(double given, int declared, int needed) {
    if (given != needed) {
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
