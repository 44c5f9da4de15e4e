package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Imports of operators on codes, of ONNX and of ONNX Runtime's domain {@code com.microsoft}: each
 * is the operator on real numbers between dequantize nodes and, if its result has a scale, a
 * quantize node.
 *
 * <p>Results of the {@code Integer} operators are whole numbers that the graph holds as binary32:
 * sums beyond 2^24 are rounded to 24 bits, as the cast to float is that follows them.
 */
final class IntegerImports {
  private IntegerImports() {}

  static final Map<String, NodeImport> STANDARD =
      Map.of(
          "ConvInteger", IntegerImports::convInteger,
          "MatMulInteger", IntegerImports::matMulInteger,
          "QLinearConv", IntegerImports::qLinearConv,
          "QLinearMatMul", IntegerImports::qLinearMatMul);

  /** Of the domain {@code com.microsoft}. */
  static final Map<String, NodeImport> MICROSOFT = new HashMap<>(QuantizationImports.ALL);

  static {
    MICROSOFT.put("MatMulIntegerToFloat", IntegerImports::matMulIntegerToFloat);
    MICROSOFT.put("QGemm", IntegerImports::qGemm);
    MICROSOFT.put("QLinearAdd", node -> qLinearBinary(node, "Add"));
    MICROSOFT.put("QLinearMul", node -> qLinearBinary(node, "Mul"));
    MICROSOFT.put("QLinearAveragePool", node -> qLinearUnary(node, "AveragePool"));
    MICROSOFT.put("QLinearGlobalAveragePool", node -> qLinearUnary(node, "GlobalAveragePool"));
    MICROSOFT.put("QLinearLeakyRelu", node -> qLinearUnary(node, "LeakyRelu"));
    MICROSOFT.put("QLinearReduceMean", node -> qLinearUnary(node, "ReduceMean"));
    MICROSOFT.put("QLinearSigmoid", node -> qLinearUnary(node, "Sigmoid"));
    MICROSOFT.put("QLinearSoftmax", IntegerImports::qLinearSoftmax);
    MICROSOFT.put("QLinearConcat", IntegerImports::qLinearConcat);
  }

  private static void convInteger(NodeScope node) {
    Expansion expansion = node.expansion();
    node.constant(1, "the weight");
    String one = expansion.number("one", 1);
    String x = expansion.dequantized(0, one, 2, 0);
    String w = expansion.dequantized(1, one, 3, 0);
    expansion.finish(
        "Conv",
        NumberFormat.INT32,
        List.of(x, w),
        node.attributes().takeAll().toArray(AttributeProto[]::new));
  }

  private static void matMulInteger(NodeScope node) {
    Expansion expansion = node.expansion();
    String one = expansion.number("one", 1);
    String a = expansion.dequantized(0, one, 2, rowAxis(node, 0));
    String b = expansion.dequantized(1, one, 3, columnAxis(node, 1));
    expansion.finish("MatMul", NumberFormat.INT32, List.of(a, b));
  }

  /** ONNX Runtime's MatMulInteger and what makes real numbers of it. */
  private static void matMulIntegerToFloat(NodeScope node) {
    Expansion expansion = node.expansion();
    String a = expansion.dequantized(0, node.name(2), 4, rowAxis(node, 0));
    String b = expansion.dequantized(1, node.name(3), 5, columnAxis(node, 1));
    if (node.has(6)) {
      String product = expansion.operator("MatMul", List.of(a, b), List.of());
      expansion.finish("Add", NumberFormat.FLOAT32, List.of(product, node.name(6)));
    } else {
      expansion.finish("MatMul", NumberFormat.FLOAT32, List.of(a, b));
    }
  }

  private static void qLinearConv(NodeScope node) {
    Expansion expansion = node.expansion();
    node.constant(3, "the weight");
    List<String> inputs = new ArrayList<>();
    inputs.add(expansion.dequantized(0));
    inputs.add(expansion.dequantized(3));
    if (node.has(8)) {
      inputs.add(expansion.dequantized(8, productScale(node, expansion, 1, 4, 1), -1, 0));
    }
    String y = expansion.operator("Conv", inputs, node.attributes().takeAll());
    expansion.quantizeResult(y, 6, 7);
  }

  private static void qLinearMatMul(NodeScope node) {
    Expansion expansion = node.expansion();
    String a = expansion.dequantized(0, node.name(1), 2, rowAxis(node, 0));
    String b = expansion.dequantized(3, node.name(4), 5, columnAxis(node, 3));
    expansion.quantizeResult(expansion.operator("MatMul", List.of(a, b), List.of()), 6, 7);
  }

  private static void qGemm(NodeScope node) {
    Expansion expansion = node.expansion();
    float alpha = node.attributes().number("alpha", 1);
    boolean transposed = node.attributes().flag("transB", false);
    List<String> inputs = new ArrayList<>();
    inputs.add(expansion.dequantized(0));
    // The sums and the addend have the scale alpha·a·b: alpha goes into the weights' scale.
    String scale = scaled(node, expansion, 4, alpha);
    inputs.add(expansion.dequantized(3, scale, 5, transposed ? 0 : 1));
    if (node.has(6)) {
      inputs.add(expansion.dequantized(6, productScale(node, expansion, 1, 4, alpha), -1, 0));
    }
    AttributeProto[] attributes = {
      Expansion.integer("transA", node.attributes().integer("transA", 0)),
      Expansion.integer("transB", transposed ? 1 : 0)
    };
    if (node.has(7)) {
      String y = expansion.operator("Gemm", inputs, List.of(attributes));
      expansion.quantizeResult(y, 7, 8);
    } else {
      expansion.finish("Gemm", NumberFormat.FLOAT32, inputs, attributes);
    }
  }

  private static void qLinearBinary(NodeScope node, String operator) {
    Expansion expansion = node.expansion();
    List<String> inputs = List.of(expansion.dequantized(0), expansion.dequantized(3));
    expansion.quantizeResult(
        expansion.operator(operator, inputs, node.attributes().takeAll()), 6, 7);
  }

  private static void qLinearUnary(NodeScope node, String operator) {
    Expansion expansion = node.expansion();
    if (node.attributes().flag("channels_last", false)) {
      throw node.refuse(
          "attribute 'channels_last' is 1",
          "save the model before ONNX Runtime optimizes its layout");
    }
    List<AttributeProto> attributes =
        node.attributes().takeAll().stream()
            .filter(a -> !a.getName().equals("channels_last"))
            .toList();
    String x = expansion.dequantized(0);
    expansion.quantizeResult(expansion.operator(operator, List.of(x), attributes), 3, 4);
  }

  private static void qLinearSoftmax(NodeScope node) {
    Expansion expansion = node.expansion();
    int opset = node.attributes().integer("opset", node.opset());
    if (opset >= 13 != node.opset() >= 13) {
      throw node.refuse(
          "attribute 'opset' is " + opset + " in a model of opset " + node.opset(),
          "convert the model to one opset before it is quantized");
    }
    int axis = node.attributes().integer("axis", -1);
    String x = expansion.dequantized(0);
    String y = expansion.operator("Softmax", List.of(x), List.of(Expansion.integer("axis", axis)));
    expansion.quantizeResult(y, 3, 4);
  }

  /** Scale and zero point of the result, then three operands for each tensor. */
  private static void qLinearConcat(NodeScope node) {
    if (node.operands() < 5 || node.operands() % 3 != 2) {
      throw node.refuse(node.operands() + " operands instead of 2 and 3 for each tensor", null);
    }
    Expansion expansion = node.expansion();
    List<String> inputs = new ArrayList<>();
    for (int operand = 2; operand < node.operands(); operand += 3) {
      inputs.add(expansion.dequantized(operand));
    }
    expansion.quantizeResult(
        expansion.operator("Concat", inputs, node.attributes().takeAll()), 0, 1);
  }

  private static int rowAxis(NodeScope node, int operand) {
    return Math.max(0, node.dims(operand).size() - 2);
  }

  private static int columnAxis(NodeScope node, int operand) {
    return Math.max(0, node.dims(operand).size() - 1);
  }

  private static String scaled(NodeScope node, Expansion expansion, int scale, float factor) {
    if (factor == 1) {
      return node.name(scale);
    }
    Constant given = node.constant(scale, "the scale");
    float[] result = given.floats().clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return expansion.constant(
        "scale", new Constant.Floats(given.dims(), result), NumberFormat.FLOAT32);
  }

  /** The scale of an int32 addend: that of the sums it is added to, in binary32. */
  private static String productScale(
      NodeScope node, Expansion expansion, int first, int second, float factor) {
    float[] x = node.constant(first, "the scale").floats();
    Constant weights = node.constant(second, "the scale");
    if (x.length != 1) {
      throw node.refuse("the scale '" + node.name(first) + "' is not one number", null);
    }
    float[] result = weights.floats().clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = x[0] * result[i] * factor;
    }
    return expansion.constant(
        "bias_scale", new Constant.Floats(weights.dims(), result), NumberFormat.FLOAT32);
  }
}
