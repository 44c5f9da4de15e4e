package io.nn2fpga.cli;

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
import java.util.List;
import java.util.Random;

/** Two dense layers, 8-6-4, with seeded weights: small enough to be routed in seconds. */
final class TinyModel {
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private final Random random = new Random(8);
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

  private TinyModel() {}

  /** Writes {@code tiny.onnx} and 32 random samples, {@code x.npy}, to a folder. */
  static void write(Path folder) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
            .setGraph(new TinyModel().network())
            .build();
    Files.write(folder.resolve("tiny.onnx"), model.toByteArray());
    Random samples = new Random(9);
    float[] data = new float[32 * 8];
    for (int i = 0; i < data.length; i++) {
      data[i] = samples.nextFloat();
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(data, 32, 8));
  }

  private GraphProto network() {
    graph.addInput(value("x", 8)).addOutput(value("y", 4));
    dense("first", "x", "sums", 8, 6);
    graph.addNode(
        NodeProto.newBuilder().setOpType("Relu").setName("relu").addInput("sums").addOutput("a"));
    dense("second", "a", "y", 6, 4);
    return graph.build();
  }

  private void dense(String name, String input, String output, int inputs, int outputs) {
    graph
        .addInitializer(tensor(name + ".weight", outputs, inputs))
        .addInitializer(tensor(name + ".bias", outputs))
        .addNode(
            NodeProto.newBuilder()
                .setOpType("Gemm")
                .setName(name)
                .addAllInput(List.of(input, name + ".weight", name + ".bias"))
                .addOutput(output)
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("transB")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
  }

  private TensorProto tensor(String name, long... shape) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    long size = 1;
    for (long extent : shape) {
      tensor.addDims(extent);
      size *= extent;
    }
    for (long i = 0; i < size; i++) {
      tensor.addFloatData((float) random.nextGaussian());
    }
    return tensor.build();
  }

  private static ValueInfoProto value(String name, long width) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    TensorShapeProto.Builder shape =
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(FLOAT).getShapeBuilder();
    shape.addDimBuilder().setDimValue(1);
    shape.addDimBuilder().setDimValue(width);
    return value.build();
  }
}
