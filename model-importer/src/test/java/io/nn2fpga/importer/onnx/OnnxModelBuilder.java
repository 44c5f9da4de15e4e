package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Writes small ONNX models for tests. */
final class OnnxModelBuilder {
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(7);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final Random random = new Random(7);

  OnnxModelBuilder(int opset) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
  }

  OnnxModelBuilder irVersion(long version) {
    model.setIrVersion(version);
    return this;
  }

  /** A float input or output; an extent of −1 is symbolic. */
  private static ValueInfoProto value(String name, DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < dims.length; axis++) {
      TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
      if (dims[axis] < 0) {
        dim.setDimParam("d" + axis);
      } else {
        dim.setDimValue(dims[axis]);
      }
    }
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    value.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber()).setShape(shape);
    return value.build();
  }

  OnnxModelBuilder input(String name, long... dims) {
    return input(name, DataType.FLOAT, dims);
  }

  OnnxModelBuilder input(String name, DataType type, long... dims) {
    graph.addInput(value(name, type, dims));
    return this;
  }

  OnnxModelBuilder output(String... names) {
    for (String name : names) {
      graph.addOutput(ValueInfoProto.newBuilder().setName(name));
    }
    return this;
  }

  OnnxModelBuilder initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** A seeded random float initializer. */
  OnnxModelBuilder weights(String name, long... dims) {
    TensorProto.Builder tensor = tensor(name, DataType.FLOAT, dims);
    long count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    for (long i = 0; i < count; i++) {
      tensor.addFloatData(random.nextFloat() - 0.4f);
    }
    return initializer(tensor.build());
  }

  OnnxModelBuilder floats(String name, List<Float> values, long... dims) {
    return initializer(tensor(name, DataType.FLOAT, dims).addAllFloatData(values).build());
  }

  OnnxModelBuilder longs(String name, long... values) {
    return initializer(longTensor(name, values));
  }

  static TensorProto longTensor(String name, long... values) {
    return tensor(name, DataType.INT64, values.length)
        .addAllInt64Data(Arrays.stream(values).boxed().toList())
        .build();
  }

  static TensorProto.Builder tensor(String name, DataType type, long... dims) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(Arrays.stream(dims).boxed().toList());
  }

  /**
   * A node named as its first output.
   *
   * @param inputs names with blanks between; {@code _} leaves an operand out
   * @param outputs names with blanks between
   */
  OnnxModelBuilder node(String type, String inputs, String outputs, AttributeProto... attributes) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type);
    if (!inputs.isEmpty()) {
      Arrays.stream(inputs.split(" ", -1)).map(i -> i.equals("_") ? "" : i).forEach(node::addInput);
    }
    node.addAllOutput(List.of(outputs.split(" ", -1)));
    node.setName("n_" + node.getOutput(0)).addAllAttribute(List.of(attributes));
    graph.addNode(node);
    return this;
  }

  /** The last node's operator is of another domain. */
  OnnxModelBuilder domain(String domain) {
    graph.getNodeBuilder(graph.getNodeCount() - 1).setDomain(domain);
    if (model.getOpsetImportList().stream().noneMatch(o -> o.getDomain().equals(domain))) {
      model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    }
    return this;
  }

  /** What the model says of a tensor beside its type. */
  OnnxModelBuilder annotation(String tensor, String key, String value) {
    graph.addQuantizationAnnotation(
        TensorAnnotation.newBuilder()
            .setTensorName(tensor)
            .addQuantParameterTensorNames(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return this;
  }

  static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
        .build();
  }

  static AttributeProto tensor(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  ModelProto build() {
    return model.setGraph(graph).build();
  }

  Path write(Path folder) throws IOException {
    return Files.write(folder.resolve("net.onnx"), build().toByteArray());
  }
}
