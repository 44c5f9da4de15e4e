package io.nn2fpga.importer.onnx;

import static io.nn2fpga.importer.onnx.OnnxModelBuilder.integer;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.ints;
import static io.nn2fpga.importer.onnx.OnnxModelBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.InvalidProtocolBufferException;
import io.nn2fpga.importer.CorruptFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a model file is damaged, it is imported or refused by a diagnostic, nothing else. */
@Timeout(300)
final class CorruptModelsTest {
  private static final Path LENET = Path.of("..", "examples", "mnist-lenet", "model.onnx");

  @TempDir private Path folder;

  private CorruptFiles files() {
    return new CorruptFiles(folder, "damaged.onnx", new OnnxReader());
  }

  /** A small model of many operators, so that most damages hit something that is read. */
  private static ModelProto manyOperators() {
    return new OnnxModelBuilder(18)
        .irVersion(8)
        .input("x", -1, 2, 8, 8)
        .weights("w", 4, 2, 3, 3)
        .node("Conv", "x w", "c", ints("pads", 1, 1, 1, 1), ints("strides", 2, 2))
        .longs("pads", 0, 0, 1, 1, 0, 0, 1, 1)
        .node("Pad", "c pads", "p", text("mode", "reflect"))
        .longs("sizes", 1, 4, 9, 9)
        .node("Resize", "p _ _ sizes", "r", text("mode", "linear"))
        .longs("starts", 0, 8)
        .longs("ends", 9, -10)
        .longs("axes", 2, 3)
        .longs("steps", 2, -2)
        .node("Slice", "r starts ends axes steps", "s")
        .node("Split", "s", "a b", integer("axis", 1), integer("num_outputs", 2))
        .node("Concat", "b a", "k", integer("axis", 1))
        .node("DepthToSpace", "k", "d", integer("blocksize", 2))
        .weights("v", 1, 2, 2, 2)
        .node("ConvTranspose", "d v", "t", ints("strides", 2, 2))
        .node("MaxPool", "t", "m", ints("kernel_shape", 3, 3), integer("ceil_mode", 1))
        .node("Shape", "m", "shape", integer("start", 1))
        .longs("minus", -1)
        .node("ReduceProd", "shape", "flat", integer("keepdims", 1))
        .node("Concat", "minus flat", "target", integer("axis", 0))
        .node("Reshape", "m target", "f")
        .longs("picked", 3, 1, 2)
        .node("Gather", "f picked", "y", integer("axis", 1))
        .output("y")
        .build();
  }

  @Test
  void damagedBytesAreNoticedOrHarmless() throws IOException {
    CorruptFiles files = files();
    files.check(Files.readAllBytes(LENET), CorruptFiles.generalDamages(), 60, 1);
    files.check(manyOperators().toByteArray(), CorruptFiles.generalDamages(), 100, 2);
    assertThat(files.refused()).isBetween(400, 799);
  }

  /** Changes that a model has to be taken apart for. */
  private interface Change {
    void apply(ModelProto.Builder model, Random random);
  }

  private static final List<Change> CHANGES =
      List.of(
          CorruptModelsTest::otherInput,
          CorruptModelsTest::otherOutput,
          CorruptModelsTest::noInitializer,
          CorruptModelsTest::otherExtents,
          CorruptModelsTest::otherElementType,
          CorruptModelsTest::otherNumbers,
          CorruptModelsTest::otherAttribute,
          CorruptModelsTest::otherOperator,
          CorruptModelsTest::otherOpset,
          CorruptModelsTest::elsewhere,
          CorruptModelsTest::deep,
          CorruptModelsTest::selfCall);

  private static String anyName(GraphProto.Builder graph, Random random) {
    List<String> names = new ArrayList<>(List.of("x", "nowhere", ""));
    graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
    graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    return names.get(random.nextInt(names.size()));
  }

  private static NodeProto.Builder anyNode(GraphProto.Builder graph, Random random) {
    return graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
  }

  private static TensorProto.Builder anyTensor(GraphProto.Builder graph, Random random) {
    return graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
  }

  /** Cycles, names that nothing defines, operands of other shapes. */
  private static void otherInput(ModelProto.Builder model, Random random) {
    NodeProto.Builder node = anyNode(model.getGraphBuilder(), random);
    node.setInput(random.nextInt(node.getInputCount()), anyName(model.getGraphBuilder(), random));
  }

  private static void otherOutput(ModelProto.Builder model, Random random) {
    NodeProto.Builder node = anyNode(model.getGraphBuilder(), random);
    node.setOutput(0, anyName(model.getGraphBuilder(), random));
  }

  private static void noInitializer(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    graph.removeInitializer(random.nextInt(graph.getInitializerCount()));
  }

  private static void otherExtents(ModelProto.Builder model, Random random) {
    long[] extents = {0, -1, 1, 3, 1 << 20, 1L << 31, Long.MAX_VALUE};
    TensorProto.Builder tensor = anyTensor(model.getGraphBuilder(), random);
    long extent = extents[random.nextInt(extents.length)];
    if (tensor.getDimsCount() > 0 && random.nextBoolean()) {
      tensor.setDims(random.nextInt(tensor.getDimsCount()), extent);
    } else {
      tensor.addDims(extent);
    }
    if (random.nextInt(4) == 0) {
      model
          .getGraphBuilder()
          .getInputBuilder(0)
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .getShapeBuilder()
          .getDimBuilder(1 + random.nextInt(3))
          .setDimValue(extent);
    }
  }

  private static void otherElementType(ModelProto.Builder model, Random random) {
    anyTensor(model.getGraphBuilder(), random).setDataType(random.nextInt(30));
  }

  /** Shapes, axes and pads of any size. */
  private static void otherNumbers(ModelProto.Builder model, Random random) {
    long[] numbers = {0, -1, 7, 1 << 14, 1 << 27, 1L << 40, Long.MIN_VALUE};
    TensorProto.Builder tensor = anyTensor(model.getGraphBuilder(), random);
    for (int i = 0; i < tensor.getInt64DataCount(); i++) {
      if (random.nextBoolean()) {
        tensor.setInt64Data(i, numbers[random.nextInt(numbers.length)]);
      }
    }
  }

  private static void otherAttribute(ModelProto.Builder model, Random random) {
    long[] numbers = {0, -1, 5, 1 << 19, 1 << 30, Long.MAX_VALUE};
    NodeProto.Builder node = anyNode(model.getGraphBuilder(), random);
    if (node.getAttributeCount() == 0) {
      node.addAttribute(integer("axis", numbers[random.nextInt(numbers.length)]));
      return;
    }
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
    attribute.setI(numbers[random.nextInt(numbers.length)]);
    if (attribute.getIntsCount() > 0) {
      attribute.setInts(
          random.nextInt(attribute.getIntsCount()), numbers[random.nextInt(numbers.length)]);
    }
    if (random.nextInt(4) == 0) {
      attribute.setType(AttributeType.forNumber(1 + random.nextInt(8)));
    }
  }

  /** Operands and attributes that were meant for another operator. */
  private static void otherOperator(ModelProto.Builder model, Random random) {
    Set<String> operators = OnnxImporter.operators();
    int skipped = random.nextInt(operators.size());
    anyNode(model.getGraphBuilder(), random)
        .setOpType(operators.stream().skip(skipped).findFirst().orElseThrow());
  }

  private static void otherOpset(ModelProto.Builder model, Random random) {
    model.getOpsetImportBuilder(0).setVersion(random.nextInt(40) - 2);
  }

  private static void elsewhere(ModelProto.Builder model, Random random) {
    String[] places = {"/dev/zero", "../../etc/passwd", ".", "damaged.onnx", "\0", ""};
    TensorProto.Builder tensor = anyTensor(model.getGraphBuilder(), random);
    tensor.setDataLocation(DataLocation.EXTERNAL);
    tensor.addExternalDataBuilder().setKey("location").setValue(places[random.nextInt(6)]);
    tensor
        .addExternalDataBuilder()
        .setKey("length")
        .setValue(random.nextBoolean() ? "9223372036854775807" : "12");
  }

  /** Branches within branches, more than a parser's stack should take. */
  private static void deep(ModelProto.Builder model, Random random) {
    GraphProto inner = GraphProto.newBuilder().setName("inner").build();
    int depth = random.nextInt(200);
    for (int i = 0; i < depth; i++) {
      AttributeProto branch =
          AttributeProto.newBuilder()
              .setName(random.nextBoolean() ? "then_branch" : "else_branch")
              .setType(AttributeType.GRAPH)
              .setG(inner)
              .build();
      NodeProto.Builder node =
          NodeProto.newBuilder().setOpType("If").addInput("minus").addOutput("i" + i);
      inner = GraphProto.newBuilder().addNode(node.addAttribute(branch)).build();
    }
    model.getGraphBuilder().addAllNode(inner.getNodeList());
    model.getGraphBuilder().getNodeBuilder(0).setInput(0, "i" + (depth - 1));
  }

  private static void selfCall(ModelProto.Builder model, Random random) {
    NodeProto.Builder called = anyNode(model.getGraphBuilder(), random);
    model.addFunctions(
        FunctionProto.newBuilder()
            .setName(called.getOpType())
            .addInput("a")
            .addOutput("r")
            .addNode(called.clone().setInput(0, "a").setOutput(0, "t"))
            .addNode(called.clone().setInput(0, "t").setOutput(0, "r")));
  }

  @Test
  void damagedStructureIsNoticedOrHarmless() throws IOException {
    CorruptFiles files = files();
    Random random = new Random(4);
    for (int run = 0; run < 600; run++) {
      ModelProto.Builder model = manyOperators().toBuilder();
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        CHANGES.get((run + i * 5) % CHANGES.size()).apply(model, random);
      }
      files.read(model.build().toByteArray(), "run " + run);
    }
    assertThat(files.refused()).isBetween(400, 599);
  }

  @Test
  void theUndamagedModelImports() throws InvalidProtocolBufferException, IOException {
    CorruptFiles files = files();
    files.read(manyOperators().toByteArray(), "undamaged");
    assertThat(files.imported()).isEqualTo(1);
  }

  @Test
  void noiseIsRefused() throws IOException {
    CorruptFiles files = files();
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      byte[] noise = new byte[1 + random.nextInt(300)];
      random.nextBytes(noise);
      files.read(noise, "noise " + run);
    }
    assertThat(files.refused()).isEqualTo(200);
  }
}
