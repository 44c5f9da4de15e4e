package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedLines;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/** Writes operators on lines of codes along the last axis, as {@link QuantizedLines} does them. */
final class LineWriter {
  private final OnnxScope scope;
  private final CodeGrid input;
  private final CodeGrid result;

  /**
   * A writer.
   *
   * @param input of the codes, of at most 16 bits
   * @param result of the codes that they become
   */
  LineWriter(OnnxScope scope, CodeGrid input, CodeGrid result) {
    this.scope = scope;
    this.input = input;
    this.result = result;
  }

  /** Softmax: powers by a table, added in order by a running sum, of which the last one counts. */
  String softmax(String codes, List<Integer> shape) {
    int axis = shape.size() - 1;
    String most =
        scope.add(
            "ReduceMax", List.of(codes, scope.integers(List.of(axis))), attribute("keepdims", 1));
    String distance = scope.cast(scope.add("Sub", List.of(most, codes)), DataType.INT64);
    float[] table = new float[input.max() - input.min() + 1];
    for (int d = 0; d < table.length; d++) {
      table[d] = QuantizedLines.power(input, d);
    }
    String powers =
        scope.add("Gather", List.of(scope.numbers(List.of(table.length), table), distance));
    String running = scope.add("CumSum", List.of(powers, scope.integer(axis)));
    String last = scope.integers(List.of(shape.get(axis) - 1));
    String sum = scope.add("Gather", List.of(running, last), attribute("axis", axis));
    String scaled = scope.add("Mul", List.of(sum, scope.number(result.scale())));
    String inverse = scope.add("Div", List.of(scope.number(1), scaled));
    String quotient = scope.add("Mul", List.of(powers, inverse));
    return finished(QuantizationWriters.nearest(scope, quotient, true));
  }

  /**
   * Division by the length, whose reciprocal is found by Newton's iteration on whole numbers. What
   * the iteration starts with, and the shift that ends it, depend on the sum's bits alone.
   */
  String l2Normalize(String codes, List<Integer> shape) {
    int axis = shape.size() - 1;
    String moved = scope.add("Sub", List.of(codes, scope.number(input.zeroPoint())));
    String differences = scope.cast(moved, DataType.INT64);
    String squares =
        scope.add(
            "ReduceSum",
            List.of(
                scope.add("Mul", List.of(differences, differences)), scope.integers(List.of(axis))),
            attribute("keepdims", 1));
    String bits = bits(squares, axis + 1);
    QuantizedLines.RootStart[] starts = new QuantizedLines.RootStart[Integer.SIZE];
    for (int b = 0; b < starts.length; b++) {
      starts[b] = QuantizedLines.rootStart(b == 0 ? 0 : 1L << (b - 1));
    }
    String scaled =
        scope.add(
            "Mul",
            List.of(
                scope.add("Div", List.of(squares, ofBits(bits, b -> starts[b].divisor()))),
                ofBits(bits, b -> starts[b].factor())));
    String half = halved(halved(scaled, 0), 1);
    String y = whole(QuantizedLines.ONE);
    for (int i = 0; i < QuantizedLines.ITERATIONS; i++) {
      String cube = saturated(product(product(y, y), y), 2 * QuantizedLines.INTEGER_BITS);
      String step =
          scope.add(
              "Sub", List.of(product(whole(QuantizedLines.ONE * 3L / 2), y), product(half, cube)));
      y = saturated(step, QuantizedLines.INTEGER_BITS);
    }
    String root = product(y, whole(QuantizedLines.HALF_ROOT_2));
    root =
        scope.add("Mul", List.of(root, ofBits(bits, b -> 1L << Math.max(0, -starts[b].shift()))));
    String one = scope.add("GreaterOrEqual", List.of(whole(1), squares));
    String multiplier = scope.add("Where", List.of(one, whole(Integer.MAX_VALUE), root));
    boolean signed = input.min() < 0;
    int further = signed ? 7 : 0;
    // for sums of 0 and 1 the exponent is 0
    IntUnaryOperator exponent = b -> (b <= 1 ? 0 : -Math.max(0, starts[b].shift())) + further;
    String operand = scope.add("Mul", List.of(differences, whole(signed ? 1 : 128)));
    operand =
        scope.add(
            "Mul", List.of(operand, ofBits(bits, b -> 1L << Math.max(0, exponent.applyAsInt(b)))));
    String high = shifted(scope.add("Mul", List.of(operand, multiplier)));
    String magnitude = scope.add("Abs", List.of(high));
    IntToLongFunction divisor = b -> 1L << Math.max(0, -exponent.applyAsInt(b));
    magnitude =
        scope.add(
            "Div",
            List.of(
                scope.add("Add", List.of(magnitude, ofBits(bits, b -> divisor.applyAsLong(b) / 2))),
                ofBits(bits, divisor)));
    String result = scope.add("Mul", List.of(scope.add("Sign", List.of(high)), magnitude));
    return finished(scope.real(result));
  }

  private String whole(long number) {
    return scope.wholes(List.of(), new long[] {number}, DataType.INT64);
  }

  /** How many bits whole numbers from 0 to 2^31 − 1 have. */
  private String bits(String numbers, int rank) {
    long[] powers = new long[Integer.SIZE - 1];
    Arrays.setAll(powers, i -> 1L << i);
    String each = scope.add("Unsqueeze", List.of(numbers, scope.integers(List.of(rank))));
    String least = scope.wholes(List.of(powers.length), powers, DataType.INT64);
    String reached = scope.cast(scope.add("GreaterOrEqual", List.of(each, least)), DataType.INT64);
    return scope.add(
        "ReduceSum", List.of(reached, scope.integers(List.of(rank))), attribute("keepdims", 0));
  }

  private String ofBits(String bits, IntToLongFunction function) {
    long[] table = new long[Integer.SIZE];
    Arrays.setAll(table, function);
    return scope.add(
        "Gather", List.of(scope.wholes(List.of(table.length), table, DataType.INT64), bits));
  }

  /** (a + more) / 2 without its fraction, of what is not negative. */
  private String halved(String a, int more) {
    String sum = more == 0 ? a : scope.add("Add", List.of(a, whole(more)));
    return scope.add("Div", List.of(sum, whole(2)));
  }

  /** a·b / 2^31, half up. */
  private String product(String a, String b) {
    return shifted(scope.add("Mul", List.of(a, b)));
  }

  /**
   * a / 2^31, half up, of magnitudes below 2^62: ONNX' division cuts off, so a is made positive.
   */
  private String shifted(String a) {
    String positive = scope.add("Add", List.of(a, whole((1L << 62) + (1L << 30))));
    String quotient = scope.add("Div", List.of(positive, whole(1L << 31)));
    return scope.add("Sub", List.of(quotient, whole(1L << 31)));
  }

  /** a·2^bits, at most what 32 bits hold. */
  private String saturated(String a, int bits) {
    return scope.add(
        "Clip",
        List.of(
            scope.add("Mul", List.of(a, whole(1L << bits))),
            whole(Integer.MIN_VALUE),
            whole(Integer.MAX_VALUE)));
  }

  private String finished(String rounded) {
    return scope.add(
        "Clip",
        List.of(
            scope.add("Add", List.of(rounded, scope.number(result.zeroPoint()))),
            scope.number(result.min()),
            scope.number(result.max())));
  }
}
