package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import java.util.HashMap;
import java.util.Map;

/** Imports of functions of one number. */
final class UnaryImports {
  private UnaryImports() {}

  static final Map<String, NodeImport> ALL = new HashMap<>();

  static {
    plain("Abs", UnaryFunction.ABS);
    plain("Sign", UnaryFunction.SIGN);
    plain("Sqrt", UnaryFunction.SQRT);
    plain("Exp", UnaryFunction.EXP);
    plain("Log", UnaryFunction.LOG);
    plain("Reciprocal", UnaryFunction.RECIPROCAL);
    plain("Floor", UnaryFunction.FLOOR);
    plain("Ceil", UnaryFunction.CEIL);
    plain("Round", UnaryFunction.ROUND);
    plain("Erf", UnaryFunction.ERF);
    plain("Sigmoid", UnaryFunction.SIGMOID);
    plain("Tanh", UnaryFunction.TANH);
    plain("Softplus", UnaryFunction.SOFTPLUS);
    plain("Softsign", UnaryFunction.SOFTSIGN);
    plain("HardSwish", UnaryFunction.HARD_SWISH);
    plain("Mish", UnaryFunction.MISH);
    alpha("LeakyRelu", UnaryFunction.LEAKY_RELU, 0.01f);
    alpha("Elu", UnaryFunction.ELU, 1);
    alpha("Celu", UnaryFunction.CELU, 1);
    alpha("ThresholdedRelu", UnaryFunction.THRESHOLDED_RELU, 1);
    alpha("Swish", UnaryFunction.SWISH, 1);
    two("Selu", UnaryFunction.SELU, 1.6732632f, "gamma", 1.050701f);
    two("HardSigmoid", UnaryFunction.HARD_SIGMOID, 0.2f, "beta", 0.5f);
    ALL.put("Gelu", UnaryImports::gelu);
    ALL.put(
        "Neg", node -> Wrapping.emit(node, new Mul(), node.operand(0), node.number("sign", -1)));
    ALL.put("Relu", node -> node.emit(new Relu()));
    ALL.put(
        "Not",
        node -> {
          node.resultFormat(0, NumberFormat.BOOL);
          node.emit(Unary.of(UnaryFunction.NOT));
        });
  }

  private static void plain(String operator, UnaryFunction function) {
    ALL.put(operator, node -> Wrapping.emit(node, Unary.of(function), node.operand(0)));
  }

  private static void alpha(String operator, UnaryFunction function, float alpha) {
    ALL.put(
        operator,
        node -> node.emit(new Unary(function, node.attributes().number("alpha", alpha), 0)));
  }

  private static void two(
      String operator, UnaryFunction function, float alpha, String second, float beta) {
    ALL.put(
        operator,
        node ->
            node.emit(
                new Unary(
                    function,
                    node.attributes().number("alpha", alpha),
                    node.attributes().number(second, beta))));
  }

  private static void gelu(NodeScope node) {
    String approximate = node.attributes().text("approximate", "none");
    UnaryFunction function =
        switch (approximate) {
          case "none" -> UnaryFunction.GELU;
          case "tanh" -> UnaryFunction.GELU_TANH;
          default -> throw node.refuse("attribute 'approximate' is '" + approximate + "'", null);
        };
    node.emit(Unary.of(function));
  }
}
