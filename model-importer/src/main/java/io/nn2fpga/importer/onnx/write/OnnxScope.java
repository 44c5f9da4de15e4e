package io.nn2fpga.importer.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An ONNX graph in the course of being made. */
final class OnnxScope {
  private final Graph graph;
  private final GraphProto.Builder proto = GraphProto.newBuilder();
  private final Map<String, String> tensors = new HashMap<>();
  private final Map<String, String> initializers = new HashMap<>();
  private final Set<String> taken = new HashSet<>();

  OnnxScope(Graph graph) {
    this.graph = graph;
    proto.setName(graph.name());
    taken.addAll(graph.values().keySet());
    for (String input : graph.inputs()) {
      proto.addInput(info(input));
      tensors.put(input, input);
    }
  }

  private ValueInfoProto info(String value) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(value);
    var type = info.getTypeBuilder().getTensorTypeBuilder();
    type.setElemType(DataType.FLOAT_VALUE);
    // An empty shape still is one: that of a scalar.
    type.getShapeBuilder();
    type(value)
        .shape()
        .forEach(extent -> type.getShapeBuilder().addDimBuilder().setDimValue(extent));
    return info.build();
  }

  /** The type of a value of the nn graph. */
  TensorType type(String value) {
    return graph.value(value).tensor();
  }

  /** The type of a node's operand. */
  TensorType type(Node node, int operand) {
    return type(node.inputs().get(operand));
  }

  /** The tensor that holds a node's operand. */
  String operand(Node node, int operand) {
    return tensor(node.inputs().get(operand));
  }

  /** The tensor that holds a constant, or a value that is {@link #define defined}. */
  String tensor(String value) {
    String tensor = tensors.get(value);
    if (tensor == null) {
      tensor = initializer(value, graph.constant(value));
      tensors.put(value, tensor);
    }
    return tensor;
  }

  /** Settles which tensor holds a value of the nn graph. */
  void define(String value, String tensor) {
    tensors.put(value, tensor);
  }

  /** Whether it is settled which tensor holds a value of the nn graph. */
  boolean isDefined(String value) {
    return tensors.containsKey(value);
  }

  /** What is written while another tensor stands for a value of the nn graph. */
  <T extends @Nullable Object> T instead(String value, String tensor, Supplier<T> written) {
    String before = tensors.put(value, tensor);
    T result = written.get();
    if (before == null) {
      tensors.remove(value);
    } else {
      tensors.put(value, before);
    }
    return result;
  }

  private String initializer(String name, Tensor tensor) {
    float[] data;
    if (tensor instanceof FloatTensor floats) {
      data = floats.data();
    } else {
      int[] codes = ((IntTensor) tensor).data();
      data = new float[codes.length];
      for (int i = 0; i < data.length; i++) {
        data[i] = codes[i];
      }
    }
    add(name, DataType.FLOAT, tensor.type().shape(), floats(data));
    return name;
  }

  private void add(String name, DataType type, Collection<Integer> shape, ByteString raw) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(raw);
    shape.forEach(tensor::addDims);
    proto.addInitializer(tensor);
  }

  private static ByteString floats(float[] data) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(data);
    return ByteString.copyFrom(bytes);
  }

  /** A constant scalar. */
  String number(double value) {
    return numbers(List.of(), (float) value);
  }

  /** Constant real numbers of a shape. */
  String numbers(List<Integer> shape, float... data) {
    return initializers.computeIfAbsent(
        "f" + shape + Arrays.toString(data),
        key -> {
          String name = fresh("c");
          add(name, DataType.FLOAT, shape, floats(data));
          return name;
        });
  }

  /** A constant vector of whole numbers, such as axes or extents. */
  String integers(Collection<Integer> values) {
    return integers(List.of(values.size()), values);
  }

  /** A constant whole number, as a scalar. */
  String integer(int value) {
    return integers(List.of(), List.of(value));
  }

  private String integers(List<Integer> shape, Collection<Integer> values) {
    return initializers.computeIfAbsent(
        "i" + shape + values,
        key -> {
          String name = fresh("c");
          ByteBuffer bytes = ByteBuffer.allocate(8 * values.size()).order(ByteOrder.LITTLE_ENDIAN);
          values.forEach(value -> bytes.putLong(value));
          add(name, DataType.INT64, shape, ByteString.copyFrom(bytes.flip()));
          return name;
        });
  }

  /**
   * Constant whole numbers, stored in as few bits as hold them all.
   *
   * @param type of the tensor
   */
  String wholes(List<Integer> shape, long[] data, DataType type) {
    long least = Arrays.stream(data).min().orElse(0);
    long most = Arrays.stream(data).max().orElse(0);
    int bytes = Long.BYTES;
    while (bytes > 1 && fits(least, bytes / 2) && fits(most, bytes / 2)) {
      bytes /= 2;
    }
    ByteBuffer raw = ByteBuffer.allocate(bytes * data.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : data) {
      switch (bytes) {
        case Byte.BYTES -> raw.put((byte) number);
        case Short.BYTES -> raw.putShort((short) number);
        case Integer.BYTES -> raw.putInt((int) number);
        default -> raw.putLong(number);
      }
    }
    DataType stored =
        switch (bytes) {
          case Byte.BYTES -> DataType.INT8;
          case Short.BYTES -> DataType.INT16;
          case Integer.BYTES -> DataType.INT32;
          default -> DataType.INT64;
        };
    String name = fresh("c");
    add(name, stored, shape, ByteString.copyFrom(raw.flip()));
    return stored == type ? name : cast(name, type);
  }

  private static boolean fits(long number, int bytes) {
    long half = 1L << (Byte.SIZE * bytes - 1);
    return number >= -half && number < half;
  }

  /** The numbers in another type. */
  String cast(String tensor, DataType type) {
    return add("Cast", List.of(tensor), attribute("to", type.getNumber()));
  }

  private String fresh(String stem) {
    String name = stem;
    for (int i = 1; !taken.add(name); i++) {
      name = stem + "_" + i;
    }
    return name;
  }

  /** Adds a node of one result; the tensor that holds it. */
  String add(String type, List<String> inputs, AttributeProto... attributes) {
    return addAll(type, 1, inputs, attributes).get(0);
  }

  /** Adds a node; the tensors that hold its results. */
  List<String> addAll(String type, int results, List<String> inputs, AttributeProto... attributes) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).addAllInput(inputs);
    for (int i = 0; i < results; i++) {
      node.addOutput(fresh("t"));
    }
    node.setName("n_" + node.getOutput(0)).addAllAttribute(List.of(attributes));
    proto.addNode(node);
    return List.copyOf(node.getOutputList());
  }

  /** The elements with other extents. */
  String reshape(String tensor, List<Integer> shape) {
    return add("Reshape", List.of(tensor, integers(shape)));
  }

  /** With an axis of 1 before all others, for operators that need a batch. */
  String batched(String tensor) {
    return add("Unsqueeze", List.of(tensor, integers(List.of(0))));
  }

  /** Without the batch. */
  String sample(String tensor) {
    return add("Squeeze", List.of(tensor, integers(List.of(0))));
  }

  /** Truth values as 0 and 1, or whole numbers, as real numbers. */
  String real(String tensor) {
    return cast(tensor, DataType.FLOAT);
  }

  /** Where real numbers are not 0. */
  String truth(String tensor) {
    return cast(tensor, DataType.BOOL);
  }

  /** The graph with its outputs under their own names. */
  GraphProto finish() {
    for (String output : graph.outputs()) {
      String tensor = tensors.get(output);
      if (!output.equals(tensor)) {
        proto.addNode(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .setName("n_" + output)
                .addInput(
                    tensor == null ? initializer(fresh(output), graph.constant(output)) : tensor)
                .addOutput(output));
      }
      proto.addOutput(info(output));
    }
    return proto.build();
  }

  static AttributeProto attribute(String name, int value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto attribute(String name, List<Integer> values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    values.forEach(attribute::addInts);
    return attribute.build();
  }
}
