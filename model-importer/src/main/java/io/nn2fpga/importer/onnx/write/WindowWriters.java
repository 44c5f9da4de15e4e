package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.ArithmeticWriters.operands;
import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.LocalResponseNormalization;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Windowed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations on windows of an image, which ONNX has with a batch axis only. */
final class WindowWriters {
  private WindowWriters() {}

  static final Map<Class<? extends Operation>, NodeWriter> ALL =
      Map.of(
          Conv.class, WindowWriters::conv,
          ConvTranspose.class, WindowWriters::convTranspose,
          MaxPool.class, (scope, node) -> windows(scope, node, "MaxPool", List.of()),
          AveragePool.class, WindowWriters::averagePool,
          LocalResponseNormalization.class, WindowWriters::localResponseNormalization);

  private static List<String> windows(
      OnnxScope scope, Node node, String type, List<AttributeProto> further) {
    Windowed windowed = (Windowed) node.op();
    List<AttributeProto> attributes = new ArrayList<>(further);
    attributes.add(attribute("kernel_shape", windowed.kernel()));
    attributes.add(attribute("strides", windowed.strides()));
    attributes.add(attribute("pads", windowed.pads()));
    attributes.add(attribute("dilations", windowed.dilations()));
    return batched(scope, node, type, attributes);
  }

  private static List<String> batched(
      OnnxScope scope, Node node, String type, List<AttributeProto> attributes) {
    List<String> operands = operands(scope, node);
    operands.set(0, scope.batched(operands.get(0)));
    return List.of(
        scope.sample(scope.add(type, operands, attributes.toArray(AttributeProto[]::new))));
  }

  private static List<String> conv(OnnxScope scope, Node node) {
    return windows(scope, node, "Conv", List.of(attribute("group", ((Conv) node.op()).group())));
  }

  private static List<String> averagePool(OnnxScope scope, Node node) {
    int include = ((AveragePool) node.op()).countIncludePad() ? 1 : 0;
    return windows(scope, node, "AveragePool", List.of(attribute("count_include_pad", include)));
  }

  private static List<String> convTranspose(OnnxScope scope, Node node) {
    ConvTranspose conv = (ConvTranspose) node.op();
    return batched(
        scope,
        node,
        "ConvTranspose",
        List.of(
            attribute("kernel_shape", conv.kernel()),
            attribute("strides", conv.strides()),
            attribute("pads", conv.pads()),
            attribute("dilations", conv.dilations()),
            attribute("output_padding", conv.outputPadding()),
            attribute("group", conv.group())));
  }

  /** ONNX Runtime has sums over an odd number of channels only. */
  private static @Nullable List<String> localResponseNormalization(OnnxScope scope, Node node) {
    LocalResponseNormalization op = (LocalResponseNormalization) node.op();
    if (op.size() % 2 == 0) {
      return null;
    }
    List<Integer> shape = scope.type(node, 0).shape();
    int inner = scope.type(node, 0).size() / shape.get(0);
    String image = scope.reshape(scope.operand(node, 0), List.of(1, shape.get(0), 1, inner));
    String result =
        scope.add(
            "LRN",
            List.of(image),
            attribute("size", op.size()),
            attribute("alpha", op.alpha()),
            attribute("beta", op.beta()),
            attribute("bias", op.bias()));
    return List.of(scope.reshape(result, shape));
  }
}
