package io.nn2fpga.importer.tflite;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.Cast;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.nn.Where;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Operators on each element. */
final class ElementwiseImports {
  static final Map<String, OperatorImport> ALL = new TreeMap<>();

  static {
    function("ABS", UnaryFunction.ABS);
    function("CEIL", UnaryFunction.CEIL);
    function("COS", UnaryFunction.COS);
    function("EXP", UnaryFunction.EXP);
    function("FLOOR", UnaryFunction.FLOOR);
    function("HARD_SWISH", UnaryFunction.HARD_SWISH);
    function("LOG", UnaryFunction.LOG);
    function("LOGICAL_NOT", UnaryFunction.NOT);
    function("LOGISTIC", UnaryFunction.SIGMOID);
    function("ROUND", UnaryFunction.ROUND);
    function("SIGN", UnaryFunction.SIGN);
    function("SIN", UnaryFunction.SIN);
    function("SQRT", UnaryFunction.SQRT);
    function("TANH", UnaryFunction.TANH);
    unary("RELU", new Relu());
    unary("RELU6", new Clip(0, 6));
    unary("RELU_0_TO_1", new Clip(0, 1));
    unary("RELU_N1_TO_1", new Clip(-1, 1));
    unary("ELU", new Unary(UnaryFunction.ELU, 1, 0));
    ALL.put("LEAKY_RELU", ElementwiseImports::leakyRelu);
    ALL.put("GELU", ElementwiseImports::gelu);
    ALL.put("CAST", ElementwiseImports::cast);
    ALL.put("NEG", node -> node.result(times(node, node.x(), -1)));
    ALL.put("SQUARE", node -> node.result(node.add(new Mul(), node.x(), node.x())));
    ALL.put("RSQRT", ElementwiseImports::reciprocalRoot);

    activated("ADD", new Add(), true);
    activated("MUL", new Mul(), true);
    activated("DIV", new Div(), false);
    ALL.put("SUB", ElementwiseImports::difference);
    ALL.put("ADD_N", ElementwiseImports::sum);
    ALL.put("SQUARED_DIFFERENCE", ElementwiseImports::squaredDifference);
    binary("EQUAL", BinaryFunction.EQUAL);
    binary("FLOOR_MOD", BinaryFunction.MOD);
    binary("GREATER", BinaryFunction.GREATER);
    binary("GREATER_EQUAL", BinaryFunction.GREATER_OR_EQUAL);
    binary("LESS", BinaryFunction.LESS);
    binary("LESS_EQUAL", BinaryFunction.LESS_OR_EQUAL);
    binary("LOGICAL_AND", BinaryFunction.AND);
    binary("LOGICAL_OR", BinaryFunction.OR);
    binary("MAXIMUM", BinaryFunction.MAX);
    binary("MINIMUM", BinaryFunction.MIN);
    binary("POW", BinaryFunction.POW);
    binary("PRELU", BinaryFunction.PRELU);
    ALL.put("FLOOR_DIV", ElementwiseImports::floorOfQuotient);
    ALL.put("NOT_EQUAL", ElementwiseImports::notEqual);
    ALL.put("SELECT", ElementwiseImports::select);
    ALL.put("SELECT_V2", ElementwiseImports::select);
  }

  private ElementwiseImports() {}

  private static void unary(String name, NnOperation operation) {
    ALL.put(name, node -> node.result(node.add(operation, node.x())));
  }

  private static void function(String name, UnaryFunction function) {
    unary(name, Unary.of(function));
  }

  private static void binary(String name, BinaryFunction function) {
    ALL.put(name, node -> node.result(combined(node, new Binary(function), false)));
  }

  /** An operator with an activation as its first option. */
  private static void activated(String name, NnOperation operation, boolean commutes) {
    ALL.put(
        name,
        node -> {
          String result = combined(node, operation, commutes);
          node.result(node.activated(result, node.operator().choice(0, 0)));
        });
  }

  /** Two operands, of which one may be a constant; it comes second where that is the same. */
  private static String combined(OperatorScope node, NnOperation operation, boolean commutes) {
    boolean constantFirst = node.input(0).isConstant();
    int computed = constantFirst ? 1 : 0;
    String x = node.computed(computed);
    String other = node.operand(1 - computed, node.shape(x).size());
    return constantFirst && !commutes
        ? node.add(operation, other, x)
        : node.add(operation, x, other);
  }

  private static String times(OperatorScope node, String x, float factor) {
    String constant = node.constant("factor", FloatTensor.of(new float[] {factor}));
    return node.add(new Mul(), x, constant);
  }

  /** The difference from a real constant is a sum, which folds into layers. */
  private static void difference(OperatorScope node) {
    TfliteTensor subtrahend = node.input(1);
    String result;
    if (subtrahend.isConstant() && !subtrahend.isQuantized()) {
      String x = node.x();
      String addend = node.negated(subtrahend, node.shape(x).size());
      result = node.add(new Add(), x, addend);
    } else {
      result = combined(node, new Binary(BinaryFunction.SUB), false);
    }
    node.result(node.activated(result, node.operator().choice(0, 0)));
  }

  private static void sum(OperatorScope node) {
    String sum = node.x();
    int rank = node.shape(sum).size();
    if (node.inputs() == 1) {
      throw node.refuse("it sums one operand", "leave it out");
    }
    for (int i = 1; i < node.inputs(); i++) {
      sum = node.add(new Add(), sum, node.operand(i, rank));
    }
    node.result(sum);
  }

  private static void squaredDifference(OperatorScope node) {
    String difference = combined(node, new Binary(BinaryFunction.SUB), false);
    node.result(node.add(new Mul(), difference, difference));
  }

  private static void floorOfQuotient(OperatorScope node) {
    String quotient = combined(node, new Div(), false);
    node.result(node.add(Unary.of(UnaryFunction.FLOOR), quotient));
  }

  private static void notEqual(OperatorScope node) {
    String equal = combined(node, new Binary(BinaryFunction.EQUAL), true);
    node.result(node.add(Unary.of(UnaryFunction.NOT), equal));
  }

  private static void reciprocalRoot(OperatorScope node) {
    String root = node.add(Unary.of(UnaryFunction.SQRT), node.x());
    node.result(node.add(Unary.of(UnaryFunction.RECIPROCAL), root));
  }

  private static void leakyRelu(OperatorScope node) {
    float alpha = node.operator().real(0, 0);
    node.result(node.add(new Unary(UnaryFunction.LEAKY_RELU, alpha, 0), node.x()));
  }

  private static void gelu(OperatorScope node) {
    boolean approximate = node.operator().flag(0);
    UnaryFunction function = approximate ? UnaryFunction.GELU_TANH : UnaryFunction.GELU;
    node.result(node.add(Unary.of(function), node.x()));
  }

  private static void select(OperatorScope node) {
    String condition = node.x();
    int rank = node.rank(0) - (node.isBatched() ? 1 : 0);
    String then = node.operand(1, rank);
    String otherwise = node.operand(2, rank);
    node.result(node.add(new Where(), List.of(condition, then, otherwise), 1).get(0));
  }

  private static void cast(OperatorScope node) {
    TfliteTensor x = node.input(0);
    TfliteTensor y = node.output(0);
    if (x.isQuantized() || y.isQuantized()) {
      throw node.refuse("it takes codes for numbers", "convert with QUANTIZE or DEQUANTIZE");
    }
    NumberFormat format = y.element().format();
    node.result(node.add(new Cast(format, false), node.x()));
  }
}
