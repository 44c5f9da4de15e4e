package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.einstein.DefinitionFile;
import io.nn2fpga.einstein.Expression;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.Cast;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Einsum;
import io.nn2fpga.nn.MatMul;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.Pointwise;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.Where;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operations on elements, and products. */
final class ArithmeticWriters {
  private ArithmeticWriters() {}

  static final Map<Class<? extends Operation>, NodeWriter> ALL = new HashMap<>();

  static {
    ALL.put(Add.class, (scope, node) -> plain(scope, node, "Add"));
    ALL.put(Mul.class, (scope, node) -> plain(scope, node, "Mul"));
    ALL.put(Div.class, (scope, node) -> plain(scope, node, "Div"));
    ALL.put(Relu.class, (scope, node) -> plain(scope, node, "Relu"));
    ALL.put(MatMul.class, (scope, node) -> plain(scope, node, "MatMul"));
    ALL.put(Dense.class, ArithmeticWriters::dense);
    ALL.put(Einsum.class, ArithmeticWriters::einsum);
    ALL.put(BatchNormalization.class, ArithmeticWriters::batchNormalization);
    ALL.put(Clip.class, ArithmeticWriters::clip);
    ALL.put(Cast.class, ArithmeticWriters::cast);
    ALL.put(Where.class, ArithmeticWriters::where);
    ALL.put(Unary.class, ArithmeticWriters::unary);
    ALL.put(Binary.class, ArithmeticWriters::binary);
    ALL.put(Pointwise.class, ArithmeticWriters::pointwise);
  }

  /** All operands of a node. */
  static List<String> operands(OnnxScope scope, Node node) {
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      operands.add(scope.operand(node, i));
    }
    return operands;
  }

  /** ONNX has the same operator. */
  static List<String> plain(OnnxScope scope, Node node, String type, AttributeProto... attributes) {
    return List.of(scope.add(type, operands(scope, node), attributes));
  }

  private static List<String> dense(OnnxScope scope, Node node) {
    String product = scope.add("MatMul", List.of(scope.operand(node, 1), scope.operand(node, 0)));
    return List.of(
        node.inputs().size() < 3
            ? product
            : scope.add("Add", List.of(product, scope.operand(node, 2))));
  }

  /** ONNX Runtime does not load an operand's diagonal. */
  private static @Nullable List<String> einsum(OnnxScope scope, Node node) {
    Einsum einsum = (Einsum) node.op();
    if (einsum.operands().stream().anyMatch(o -> o.chars().distinct().count() < o.length())) {
      return null;
    }
    String equation = String.join(",", einsum.operands()) + "->" + einsum.result();
    return plain(scope, node, "Einsum", attribute("equation", equation));
  }

  private static List<String> batchNormalization(OnnxScope scope, Node node) {
    List<String> operands = operands(scope, node);
    operands.set(0, scope.batched(operands.get(0)));
    double epsilon = ((BatchNormalization) node.op()).epsilon();
    return List.of(
        scope.sample(scope.add("BatchNormalization", operands, attribute("epsilon", epsilon))));
  }

  private static List<String> clip(OnnxScope scope, Node node) {
    Clip clip = (Clip) node.op();
    String low = Double.isInfinite(clip.min()) ? "" : scope.number(clip.min());
    String high = Double.isInfinite(clip.max()) ? "" : scope.number(clip.max());
    return List.of(scope.add("Clip", List.of(scope.operand(node, 0), low, high)));
  }

  /** To a type and back; formats that the host need not have are left out. */
  private static @Nullable List<String> cast(OnnxScope scope, Node node) {
    String x = scope.operand(node, 0);
    DataType type =
        switch (((Cast) node.op()).to()) {
          case FLOAT32, FLOAT64 -> DataType.FLOAT;
          case FLOAT16 -> DataType.FLOAT16;
          case BFLOAT16 -> DataType.BFLOAT16;
          case BOOL -> DataType.BOOL;
          case INT8 -> DataType.INT8;
          case UINT8 -> DataType.UINT8;
          case INT16 -> DataType.INT16;
          case UINT16 -> DataType.UINT16;
          case INT32 -> DataType.INT32;
          case INT64 -> DataType.INT64;
          default -> null;
        };
    if (type == null) {
      return null;
    }
    return List.of(
        type == DataType.FLOAT
            ? x
            : scope.real(scope.add("Cast", List.of(x), attribute("to", type.getNumber()))));
  }

  private static List<String> where(OnnxScope scope, Node node) {
    List<String> operands = operands(scope, node);
    operands.set(0, scope.truth(operands.get(0)));
    return List.of(scope.add("Where", operands));
  }

  private static List<String> unary(OnnxScope scope, Node node) {
    Unary unary = (Unary) node.op();
    AttributeProto alpha = attribute("alpha", unary.alpha());
    String x = scope.operand(node, 0);
    return switch (unary.function()) {
      case ABS -> plain(scope, node, "Abs");
      case SIGN -> plain(scope, node, "Sign");
      case SQRT -> plain(scope, node, "Sqrt");
      case EXP -> plain(scope, node, "Exp");
      case LOG -> plain(scope, node, "Log");
      case RECIPROCAL -> plain(scope, node, "Reciprocal");
      case FLOOR -> plain(scope, node, "Floor");
      case CEIL -> plain(scope, node, "Ceil");
      case ROUND -> plain(scope, node, "Round");
      case ERF -> plain(scope, node, "Erf");
      case SIGMOID -> plain(scope, node, "Sigmoid");
      case TANH -> plain(scope, node, "Tanh");
      case LEAKY_RELU -> plain(scope, node, "LeakyRelu", alpha);
      case ELU -> plain(scope, node, "Elu", alpha);
      case SELU -> plain(scope, node, "Selu", alpha, attribute("gamma", unary.beta()));
      case CELU -> plain(scope, node, "Celu", alpha);
      case THRESHOLDED_RELU -> plain(scope, node, "ThresholdedRelu", alpha);
      case HARD_SIGMOID ->
          plain(scope, node, "HardSigmoid", alpha, attribute("beta", unary.beta()));
      case HARD_SWISH -> plain(scope, node, "HardSwish");
      case SWISH -> {
        String scaled = scope.add("Mul", List.of(x, scope.number(unary.alpha())));
        yield List.of(scope.add("Mul", List.of(x, scope.add("Sigmoid", List.of(scaled)))));
      }
      case GELU -> plain(scope, node, "Gelu");
      case GELU_TANH -> plain(scope, node, "Gelu", attribute("approximate", "tanh"));
      case MISH -> plain(scope, node, "Mish");
      case SOFTPLUS -> plain(scope, node, "Softplus");
      case SOFTSIGN -> plain(scope, node, "Softsign");
      case NOT -> List.of(scope.real(scope.add("Equal", List.of(x, scope.number(0)))));
      case SIN -> plain(scope, node, "Sin");
      case COS -> plain(scope, node, "Cos");
    };
  }

  private static List<String> binary(OnnxScope scope, Node node) {
    List<String> x = operands(scope, node);
    String zero = scope.number(0);
    return switch (((Binary) node.op()).function()) {
      case SUB -> plain(scope, node, "Sub");
      case POW -> plain(scope, node, "Pow");
      case MAX -> plain(scope, node, "Max");
      case MIN -> plain(scope, node, "Min");
      case FMOD -> plain(scope, node, "Mod", attribute("fmod", 1));
      case MOD -> {
        String rest = scope.add("Mod", x, attribute("fmod", 1));
        String signs =
            scope.add(
                "Xor",
                List.of(
                    scope.add("Less", List.of(rest, zero)),
                    scope.add("Less", List.of(x.get(1), zero))));
        String other = scope.add("And", List.of(scope.truth(rest), signs));
        String moved = scope.add("Add", List.of(rest, x.get(1)));
        yield List.of(scope.add("Where", List.of(other, moved, rest)));
      }
      case INTEGER_DIV -> {
        String quotient = scope.add("Div", x);
        String whole =
            scope.add(
                "Mul",
                List.of(
                    scope.add("Sign", List.of(quotient)),
                    scope.add("Floor", List.of(scope.add("Abs", List.of(quotient))))));
        yield List.of(scope.add("Where", List.of(scope.truth(x.get(1)), whole, zero)));
      }
      case PRELU -> {
        String below = scope.add("Less", List.of(x.get(0), zero));
        yield List.of(scope.add("Where", List.of(below, scope.add("Mul", x), x.get(0))));
      }
      case AND -> logic(scope, x, "And");
      case OR -> logic(scope, x, "Or");
      case XOR -> logic(scope, x, "Xor");
      case EQUAL -> List.of(scope.real(scope.add("Equal", x)));
      case GREATER -> List.of(scope.real(scope.add("Greater", x)));
      case GREATER_OR_EQUAL -> List.of(scope.real(scope.add("GreaterOrEqual", x)));
      case LESS -> List.of(scope.real(scope.add("Less", x)));
      case LESS_OR_EQUAL -> List.of(scope.real(scope.add("LessOrEqual", x)));
    };
  }

  private static List<String> logic(OnnxScope scope, List<String> x, String type) {
    return List.of(
        scope.real(scope.add(type, List.of(scope.truth(x.get(0)), scope.truth(x.get(1))))));
  }

  private static List<String> pointwise(OnnxScope scope, Node node) {
    List<String> operands = operands(scope, node);
    Expression formula = DefinitionFile.formula(((Pointwise) node.op()).formula());
    String result = formula(scope, operands, formula);
    // A formula of constants alone is as large as x all the same.
    String zeros = scope.add("Sub", List.of(operands.get(0), operands.get(0)));
    return List.of(
        formula.reads().stream().anyMatch(read -> read.tensor().equals("x"))
            ? result
            : scope.add("Add", List.of(zeros, result)));
  }

  private static String formula(OnnxScope scope, List<String> operands, Expression formula) {
    if (formula instanceof Expression.Constant number) {
      return scope.number(number.value());
    }
    if (formula instanceof Expression.Read read) {
      return operands.get(
          read.tensor().equals("x") ? 0 : 1 + Integer.parseInt(read.tensor().substring(1)));
    }
    Expression.Call call = (Expression.Call) formula;
    List<String> x =
        call.operands().stream().map(operand -> formula(scope, operands, operand)).toList();
    String type =
        switch (call.function()) {
          case ADD -> "Add";
          case SUBTRACT -> "Sub";
          case MULTIPLY -> "Mul";
          case DIVIDE -> "Div";
          case MAX -> "Max";
          case MIN -> "Min";
          case POW -> "Pow";
          case ABS -> "Abs";
          case EXP -> "Exp";
          case LOG -> "Log";
          case RELU -> "Relu";
          case SIGMOID -> "Sigmoid";
          case SQRT -> "Sqrt";
          case TANH -> "Tanh";
        };
    return scope.add(type, x);
  }
}
