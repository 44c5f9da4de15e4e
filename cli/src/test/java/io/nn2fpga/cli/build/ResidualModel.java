package io.nn2fpga.cli.build;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A small residual network as an ONNX file, with seeded weights: frames of 4 channels by 8 by 8, a
 * block that adds its input, a block with a 1×1 convolution of stride 2 as shortcut, five classes.
 */
final class ResidualModel {
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private final Random random = new Random(42);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("residual");

  private ResidualModel() {}

  /** Writes {@code residual.onnx} and 40 random samples, {@code x.npy}, to a folder. */
  static void write(Path folder) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(new ResidualModel().network())
            .build();
    Files.write(folder.resolve("residual.onnx"), model.toByteArray());
    Random samples = new Random(43);
    float[] data = new float[40 * 4 * 8 * 8];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) samples.nextGaussian();
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(data, 40, 4, 8, 8));
  }

  private GraphProto network() {
    graph.addInput(value("x", 1, 4, 8, 8)).addOutput(value("y", 1, 5));
    String stem = relu(conv("stem", "x", 4, 4, 3, 1));
    String main = conv("conv2", relu(conv("conv1", stem, 4, 4, 3, 1)), 4, 4, 3, 1);
    String block = relu(node("Add", "add1", main, stem));
    String shortcut = conv("shortcut", block, 4, 6, 1, 2);
    main = conv("conv4", relu(conv("conv3", block, 4, 6, 3, 2)), 6, 6, 3, 1);
    String last = relu(node("Add", "add2", shortcut, main));
    String flat = node("Flatten", "flat", node("GlobalAveragePool", "mean", last));
    node("Gemm", "y", flat, weights("fc.weight", 6, 5), weights("fc.bias", 5));
    return graph.build();
  }

  private String conv(String name, String x, int inputs, int outputs, int kernel, int stride) {
    String weight = weights(name + ".weight", outputs, inputs, kernel, kernel);
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType("Conv")
            .setName(name)
            .addAllInput(List.of(x, weight, weights(name + ".bias", outputs)))
            .addOutput(name);
    node.addAttribute(ints("strides", stride, stride));
    int pad = kernel / 2;
    node.addAttribute(ints("pads", pad, pad, pad, pad));
    graph.addNode(node);
    return name;
  }

  private String relu(String x) {
    return node("Relu", x + ".relu", x);
  }

  private String node(String type, String name, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(type)
            .setName(name)
            .addAllInput(List.of(inputs))
            .addOutput(name));
    return name;
  }

  private static AttributeProto ints(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  private static ValueInfoProto value(String name, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDimBuilder().setDimValue(dim);
    }
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    value.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT).setShape(shape);
    return value.build();
  }

  /** Seeded weights, smaller the more inputs they sum. */
  private String weights(String name, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    long count = 1;
    for (long dim : dims) {
      tensor.addDims(dim);
      count *= dim;
    }
    double scale = Math.sqrt((double) dims[0] / count);
    for (long i = 0; i < count; i++) {
      tensor.addFloatData((float) (scale * random.nextGaussian()));
    }
    graph.addInitializer(tensor);
    return name;
  }
}
