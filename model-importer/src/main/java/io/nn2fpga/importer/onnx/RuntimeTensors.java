package io.nn2fpga.importer.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.nn2fpga.ir.ElementType;
import io.nn2fpga.ir.IntegerElement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;

/** ONNX Runtime's tensors of any type from and to binary32 numbers. */
final class RuntimeTensors {
  private RuntimeTensors() {}

  /** Whether the runtime's Java interface knows codes of a type; it lacks unsigned 16 bits. */
  static boolean knows(ElementType element) {
    return !(element instanceof IntegerElement codes)
        || codes.bits() == 8
        || (codes.signed() && (codes.bits() == 16 || codes.bits() == 32));
  }

  /**
   * A tensor.
   *
   * @param format the element type, as ONNX numbers it
   */
  static OnnxTensor create(OrtEnvironment environment, float[] data, List<Long> extents, int format)
      throws OrtException {
    long[] shape = extents.stream().mapToLong(Long::longValue).toArray();
    int count = data.length;
    ByteBuffer bytes = ByteBuffer.allocateDirect(count * 8).order(ByteOrder.nativeOrder());
    ai.onnxruntime.OnnxJavaType type =
        switch (format) {
          case 1 -> ai.onnxruntime.OnnxJavaType.FLOAT;
          case 2 -> ai.onnxruntime.OnnxJavaType.UINT8;
          case 3 -> ai.onnxruntime.OnnxJavaType.INT8;
          case 5 -> ai.onnxruntime.OnnxJavaType.INT16;
          case 6 -> ai.onnxruntime.OnnxJavaType.INT32;
          case 7 -> ai.onnxruntime.OnnxJavaType.INT64;
          case 9 -> ai.onnxruntime.OnnxJavaType.BOOL;
          case 11 -> ai.onnxruntime.OnnxJavaType.DOUBLE;
          default ->
              throw new OrtException("an input of element type " + ElementTypes.name(format));
        };
    for (int i = 0; i < count; i++) {
      switch (type) {
        case FLOAT -> bytes.putFloat(data[i]);
        case DOUBLE -> bytes.putDouble(data[i]);
        case INT16 -> bytes.putShort((short) data[i]);
        case INT32 -> bytes.putInt((int) data[i]);
        case INT64 -> bytes.putLong((long) data[i]);
        default -> bytes.put((byte) (int) data[i]);
      }
    }
    return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
  }

  /** The elements as binary32. */
  static float[] floats(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case FLOAT, FLOAT16, BFLOAT16 -> floats(tensor.getFloatBuffer());
      case DOUBLE -> {
        DoubleBuffer from = tensor.getDoubleBuffer();
        float[] to = new float[from.remaining()];
        for (int i = 0; i < to.length; i++) {
          to[i] = (float) from.get();
        }
        yield to;
      }
      case INT64 -> {
        LongBuffer from = tensor.getLongBuffer();
        float[] to = new float[from.remaining()];
        for (int i = 0; i < to.length; i++) {
          to[i] = from.get();
        }
        yield to;
      }
      case INT32 -> {
        IntBuffer from = tensor.getIntBuffer();
        float[] to = new float[from.remaining()];
        for (int i = 0; i < to.length; i++) {
          to[i] = from.get();
        }
        yield to;
      }
      case INT16 -> {
        ShortBuffer from = tensor.getShortBuffer();
        float[] to = new float[from.remaining()];
        for (int i = 0; i < to.length; i++) {
          to[i] = from.get();
        }
        yield to;
      }
      case INT8, UINT8, BOOL -> {
        ByteBuffer from = tensor.getByteBuffer();
        boolean signed = tensor.getInfo().type == ai.onnxruntime.OnnxJavaType.INT8;
        float[] to = new float[from.remaining()];
        for (int i = 0; i < to.length; i++) {
          byte code = from.get();
          to[i] = signed ? code : code & 0xff;
        }
        yield to;
      }
      default -> throw new IllegalStateException("a result of type " + tensor.getInfo().type);
    };
  }

  private static float[] floats(FloatBuffer from) {
    float[] to = new float[from.remaining()];
    from.get(to);
    return to;
  }
}
