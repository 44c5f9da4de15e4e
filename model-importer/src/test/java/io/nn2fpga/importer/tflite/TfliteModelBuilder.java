package io.nn2fpga.importer.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Writes small TFLite files for tests; field numbers are those of the schema. */
final class TfliteModelBuilder {
  static final int FLOAT32 = 0;
  static final int FLOAT16 = 1;
  static final int INT32 = 2;
  static final int UINT8 = 3;
  static final int INT8 = 9;
  static final int INT16 = 7;

  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Tensor(
      String name, int type, int[] shape, byte[] contents, float[] scales, long[] zeros) {}

  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Operator(int code, int[] inputs, int[] outputs, Consumer<Options> options) {}

  /** Fields of an operator's options table. */
  static final class Options {
    private final FlatBufferBuilder builder;

    private Options(FlatBufferBuilder builder) {
      this.builder = builder;
    }

    Options number(int field, int value) {
      builder.addInt(field, value, 0);
      return this;
    }

    Options choice(int field, int value) {
      builder.addByte(field, (byte) value, 0);
      return this;
    }
  }

  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Operator> operators = new ArrayList<>();
  private int[] inputs = {0};
  private int[] outputs = {};

  /** A tensor that is computed or an input; returns its index. */
  int tensor(String name, int type, int... shape) {
    return codes(name, type, new float[0], new long[0], new byte[0], shape);
  }

  int floats(String name, float[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return codes(name, FLOAT32, new float[0], new long[0], bytes.array(), shape);
  }

  int ints(String name, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(bytes::putInt);
    return codes(name, INT32, new float[0], new long[0], bytes.array(), values.length);
  }

  int codes(String name, int type, float[] scales, long[] zeros, byte[] contents, int... shape) {
    tensors.add(new Tensor(name, type, shape, contents, scales, zeros));
    return tensors.size() - 1;
  }

  TfliteModelBuilder operator(int code, int[] operands, int[] results, Consumer<Options> options) {
    operators.add(new Operator(code, operands, results, options));
    return this;
  }

  TfliteModelBuilder interfaces(int[] graphInputs, int[] graphOutputs) {
    inputs = graphInputs;
    outputs = graphOutputs;
    return this;
  }

  byte[] bytes() {
    FlatBufferBuilder b = new FlatBufferBuilder();
    int[] buffers = new int[tensors.size() + 1];
    int[] tables = new int[tensors.size()];
    buffers[0] = table(b, 1, () -> {});
    for (int i = 0; i < tables.length; i++) {
      Tensor tensor = tensors.get(i);
      int data = b.createByteVector(tensor.contents);
      buffers[i + 1] = table(b, 1, () -> addOffset(b, 0, tensor.contents.length == 0 ? 0 : data));
      tables[i] = tensor(b, tensor, i + 1);
    }
    int[] codes = new int[operators.size()];
    int[] nodes = new int[operators.size()];
    for (int i = 0; i < nodes.length; i++) {
      Operator operator = operators.get(i);
      codes[i] =
          table(
              b,
              4,
              () -> {
                b.addByte(0, (byte) Math.min(127, operator.code), 0);
                b.addInt(3, operator.code, 0);
              });
      nodes[i] = operator(b, operator, i);
    }
    int graphTensors = b.createVectorOfTables(tables);
    int graphInputs = intVector(b, inputs);
    int graphOutputs = intVector(b, outputs);
    int graphNodes = b.createVectorOfTables(nodes);
    int graph =
        table(
            b,
            5,
            () -> {
              addOffset(b, 0, graphTensors);
              addOffset(b, 1, graphInputs);
              addOffset(b, 2, graphOutputs);
              addOffset(b, 3, graphNodes);
            });
    int codeVector = b.createVectorOfTables(codes);
    int graphs = b.createVectorOfTables(new int[] {graph});
    int bufferVector = b.createVectorOfTables(buffers);
    int model =
        table(
            b,
            5,
            () -> {
              b.addInt(0, 3, 0);
              addOffset(b, 1, codeVector);
              addOffset(b, 2, graphs);
              addOffset(b, 4, bufferVector);
            });
    b.finish(model, "TFL3");
    return b.sizedByteArray();
  }

  private static int tensor(FlatBufferBuilder b, Tensor tensor, int buffer) {
    int name = b.createString(ByteBuffer.wrap(tensor.name.getBytes(StandardCharsets.UTF_8)));
    int shape = intVector(b, tensor.shape);
    int quantization = 0;
    if (tensor.scales.length > 0) {
      b.startVector(4, tensor.scales.length, 4);
      for (int i = tensor.scales.length - 1; i >= 0; i--) {
        b.addFloat(tensor.scales[i]);
      }
      int scales = b.endVector();
      b.startVector(8, tensor.zeros.length, 8);
      for (int i = tensor.zeros.length - 1; i >= 0; i--) {
        b.addLong(tensor.zeros[i]);
      }
      int zeros = b.endVector();
      quantization =
          table(
              b,
              7,
              () -> {
                addOffset(b, 2, scales);
                addOffset(b, 3, zeros);
              });
    }
    int parameters = quantization;
    return table(
        b,
        8,
        () -> {
          addOffset(b, 0, shape);
          b.addByte(1, (byte) tensor.type, 0);
          b.addInt(2, buffer, 0);
          addOffset(b, 3, name);
          addOffset(b, 4, parameters);
        });
  }

  private static int operator(FlatBufferBuilder b, Operator operator, int code) {
    int operands = intVector(b, operator.inputs);
    int results = intVector(b, operator.outputs);
    int options = table(b, 8, () -> operator.options.accept(new Options(b)));
    return table(
        b,
        5,
        () -> {
          b.addInt(0, code, 0);
          addOffset(b, 1, operands);
          addOffset(b, 2, results);
          addOffset(b, 4, options);
        });
  }

  private static int table(FlatBufferBuilder b, int fields, Runnable content) {
    b.startTable(fields);
    content.run();
    return b.endTable();
  }

  private static void addOffset(FlatBufferBuilder b, int field, int offset) {
    if (offset != 0) {
      b.addOffset(field, offset, 0);
    }
  }

  private static int intVector(FlatBufferBuilder b, int... values) {
    b.startVector(4, values.length, 4);
    for (int i = values.length - 1; i >= 0; i--) {
      b.addInt(values[i]);
    }
    return b.endVector();
  }
}
