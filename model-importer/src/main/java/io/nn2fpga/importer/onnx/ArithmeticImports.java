package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.importer.onnx.NodeScope.Parameter;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Where;
import java.util.HashMap;
import java.util.Map;

/** Imports of functions of two and more numbers, whose operands broadcast. */
final class ArithmeticImports {
  private ArithmeticImports() {}

  static final Map<String, NodeImport> ALL = new HashMap<>();

  static {
    ALL.put("Add", node -> commutative(node, new Add()));
    ALL.put("Mul", node -> commutative(node, new Mul()));
    ALL.put("Sub", ArithmeticImports::sub);
    ALL.put("Div", ArithmeticImports::div);
    ALL.put("Pow", node -> pair(node, BinaryFunction.POW));
    ALL.put("PRelu", node -> pair(node, BinaryFunction.PRELU));
    ALL.put("Mod", ArithmeticImports::mod);
    ALL.put("Sum", node -> fold(node, new Add(), false));
    ALL.put("Mean", node -> fold(node, new Add(), true));
    ALL.put("Max", node -> extremum(node, true));
    ALL.put("Min", node -> extremum(node, false));
    predicate("And", BinaryFunction.AND);
    predicate("Or", BinaryFunction.OR);
    predicate("Xor", BinaryFunction.XOR);
    predicate("Equal", BinaryFunction.EQUAL);
    predicate("Greater", BinaryFunction.GREATER);
    predicate("GreaterOrEqual", BinaryFunction.GREATER_OR_EQUAL);
    predicate("Less", BinaryFunction.LESS);
    predicate("LessOrEqual", BinaryFunction.LESS_OR_EQUAL);
    ALL.put(
        "Where",
        node -> {
          node.resultFormat(0, node.format(1));
          node.emitOf(new Where(), operands(node, 3));
        });
  }

  private static void predicate(String operator, BinaryFunction function) {
    ALL.put(
        operator,
        node -> {
          node.resultFormat(0, NumberFormat.BOOL);
          node.emitOf(new Binary(function), operands(node, 2));
        });
  }

  private static Operand[] operands(NodeScope node, int count) {
    if (node.operands() != count) {
      throw node.refuse(node.operands() + " operands instead of " + count, null);
    }
    return node.broadcastOperands();
  }

  /** Passes look for computed operands in front of constant ones. */
  private static void commutative(NodeScope node, NnOperation operation) {
    Operand[] given = operands(node, 2);
    boolean swap = given[0] instanceof Parameter;
    Wrapping.emit(node, operation, given[swap ? 1 : 0], given[swap ? 0 : 1]);
  }

  private static void pair(NodeScope node, BinaryFunction function) {
    Wrapping.emit(node, new Binary(function), operands(node, 2));
  }

  /** x − c is x + (−c) and c − x is x·(−1) + c, which fold into other operators. */
  private static void sub(NodeScope node) {
    Operand[] given = operands(node, 2);
    boolean known = given[0] instanceof Parameter && given[1] instanceof Parameter;
    if (!known && given[1] instanceof Parameter constant) {
      float[] negated = constant.tensor().data().clone();
      for (int i = 0; i < negated.length; i++) {
        negated[i] = -negated[i];
      }
      Parameter addend =
          new Parameter(constant.name() + ".negated", new FloatTensor(constant.type(), negated));
      Wrapping.emit(node, new Add(), given[0], addend);
    } else if (!known && given[0] instanceof Parameter constant) {
      Operand negative = node.apply(new Mul(), given[1], node.number("sign", -1));
      Wrapping.emit(node, new Add(), negative, constant);
    } else {
      Wrapping.emit(node, new Binary(BinaryFunction.SUB), given);
    }
  }

  private static void div(NodeScope node) {
    boolean whole = node.format(0).isInteger();
    Wrapping.emit(
        node, whole ? new Binary(BinaryFunction.INTEGER_DIV) : new Div(), operands(node, 2));
  }

  private static void mod(NodeScope node) {
    boolean fmod = node.attributes().flag("fmod", false);
    if (!fmod && !node.format(0).isInteger() && node.opset() < 28) {
      throw node.refuse(
          "attribute 'fmod' is 0 with real numbers",
          "before opset 28 ONNX has this remainder for integers only");
    }
    pair(node, fmod ? BinaryFunction.FMOD : BinaryFunction.MOD);
  }

  /** The operands combined one after the other; their mean if asked for. */
  private static void fold(NodeScope node, NnOperation operation, boolean mean) {
    Operand[] given = node.broadcastOperands();
    if (given.length == 1) {
      node.alias();
      return;
    }
    Operand result = given[0];
    for (int i = 1; i < given.length; i++) {
      boolean swap = result instanceof Parameter;
      Operand first = swap ? given[i] : result;
      Operand second = swap ? result : given[i];
      if (i == given.length - 1 && !mean) {
        Wrapping.emit(node, operation, first, second);
        return;
      }
      result = node.apply(operation, first, second);
    }
    node.emitOf(new Div(), result, node.number("count", given.length));
  }

  /** The maximum with a number is a lower bound, the minimum an upper one. */
  private static void extremum(NodeScope node, boolean lower) {
    if (node.operands() == 2 && node.isConstant(0) != node.isConstant(1)) {
      int bound = node.isConstant(0) ? 0 : 1;
      Constant constant = node.constant(bound, "the bound");
      if (constant.size() == 1 && constant.dims().size() <= node.dims(1 - bound).size()) {
        double value = Bounds.number(constant);
        Clip clip =
            node.checked(
                () ->
                    new Clip(
                        lower ? value : Double.NEGATIVE_INFINITY,
                        lower ? Double.POSITIVE_INFINITY : value));
        node.emitOn(1 - bound, clip);
        return;
      }
    }
    fold(node, new Binary(lower ? BinaryFunction.MAX : BinaryFunction.MIN), false);
  }
}
