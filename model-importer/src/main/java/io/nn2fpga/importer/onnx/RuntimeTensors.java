package io.nn2fpga.importer.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.nn2fpga.ir.ElementType;
import io.nn2fpga.ir.IntegerElement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Numbers into and out of ONNX Runtime's tensors. */
final class RuntimeTensors {
  private RuntimeTensors() {}

  /** Whether the runtime's Java interface knows the type; it lacks unsigned ones of 16 bits. */
  static boolean knows(ElementType element) {
    return !(element instanceof IntegerElement codes)
        || codes.bits() == 8
        || (codes.signed() && (codes.bits() == 16 || codes.bits() == 32));
  }

  /**
   * A tensor.
   *
   * @param element what the model takes: a type that is known here
   */
  static OnnxTensor of(
      OrtEnvironment environment, float[] numbers, long[] shape, ElementType element)
      throws OrtException {
    if (!(element instanceof IntegerElement codes)) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(numbers), shape);
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(numbers.length * codes.bits() / Byte.SIZE)
            .order(ByteOrder.nativeOrder());
    for (float number : numbers) {
      switch (codes.bits()) {
        case 8 -> data.put((byte) (int) number);
        case 16 -> data.putShort((short) (int) number);
        case 32 -> data.putInt((int) number);
        default -> throw new IllegalStateException("an input of " + codes);
      }
    }
    data.rewind();
    return switch (codes.bits()) {
      case 8 ->
          OnnxTensor.createTensor(
              environment, data, shape, codes.signed() ? OnnxJavaType.INT8 : OnnxJavaType.UINT8);
      case 16 -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.INT16);
      default -> OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.INT32);
    };
  }

  /** The elements as binary32. */
  static float[] numbers(OnnxTensor tensor) {
    switch (tensor.getInfo().type) {
      case FLOAT -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] data = new float[buffer.remaining()];
        buffer.get(data);
        return data;
      }
      case INT8, UINT8 -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        boolean signed = tensor.getInfo().type == OnnxJavaType.INT8;
        float[] data = new float[buffer.remaining()];
        for (int i = 0; i < data.length; i++) {
          byte code = buffer.get();
          data[i] = signed ? code : code & 0xff;
        }
        return data;
      }
      case INT16 -> {
        ShortBuffer buffer = tensor.getShortBuffer();
        float[] data = new float[buffer.remaining()];
        for (int i = 0; i < data.length; i++) {
          data[i] = buffer.get();
        }
        return data;
      }
      case INT32 -> {
        IntBuffer buffer = tensor.getIntBuffer();
        float[] data = new float[buffer.remaining()];
        for (int i = 0; i < data.length; i++) {
          data[i] = buffer.get();
        }
        return data;
      }
      case INT64 -> {
        LongBuffer buffer = tensor.getLongBuffer();
        float[] data = new float[buffer.remaining()];
        for (int i = 0; i < data.length; i++) {
          data[i] = buffer.get();
        }
        return data;
      }
      default -> throw new IllegalStateException("a result of type " + tensor.getInfo().type);
    }
  }
}
