package io.nn2fpga.importer.onnx;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.importer.onnx.NodeScope.Parameter;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Expand;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.Quantize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Imports of QONNX' operators, which give real numbers on a grid: codes and a dequantize node here.
 *
 * <p>The arithmetic is that of the package qonnx 1.0: binary32, from left to right.
 */
final class QonnxImports {
  private static final Set<String> DOMAINS =
      Set.of("qonnx.custom_op.general", "onnx.brevitas", "finn.custom_op.general");

  /** Codes of sums and biases may have so many bits; those of weights and activations have few. */
  private static final int MOST_BITS = 31;

  private QonnxImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "BipolarQuant", QonnxImports::bipolarQuant,
          "IntQuant", QonnxImports::quant,
          "MultiThreshold", QonnxImports::multiThreshold,
          "Quant", QonnxImports::quant,
          "Trunc", QonnxImports::trunc);

  /** Whether a domain's operators are QONNX' own, by any of the names it has had. */
  static boolean isDomain(String domain) {
    return DOMAINS.contains(domain);
  }

  private static void quant(NodeScope node) {
    boolean signed = node.attributes().flag("signed", true);
    boolean narrow = node.attributes().flag("narrow", false);
    Quantize quantize =
        quantize(node, bits(node, 3), signed, narrow, rounding(node, "ROUND"), scaleAxis(node));
    emit(node, quantize, node.constant(1, "the scale"), node.constant(2, "the zero point"));
  }

  private static Quantize quantize(
      NodeScope node, int bits, boolean signed, boolean narrow, RoundingMode rounding, int axis) {
    IntegerElement element = new IntegerElement(bits, signed);
    int min = (int) element.min() + (signed && narrow ? 1 : 0);
    int max = (int) element.max() - (!signed && narrow ? 1 : 0);
    return node.checked(() -> new Quantize(element, min, max, rounding, axis, true));
  }

  /** The node's result is the numbers of codes; of a constant the codes are known. */
  private static void emit(NodeScope node, Quantize quantize, Constant scale, Constant zero) {
    if (!node.isConstant(0)) {
      Parameter scales = parameter(node, 1, scale);
      Parameter zeros = parameter(node, 2, zero);
      Operand codes = node.apply(quantize, node.operand(0), scales, zeros);
      node.emitOf(new Dequantize(quantize.axis()), codes, scales, zeros);
      return;
    }
    Constant x = node.constant(0, "the operand");
    float[] scales = spread(node, scale, x.dims());
    float[] zeros = spread(node, zero, x.dims());
    int[] codes = new int[x.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] =
          quantize.code(
              x.floats()[i], scales[scales.length == 1 ? 0 : i], zeros[zeros.length == 1 ? 0 : i]);
    }
    node.define(Constant.Codes.of(x.dims(), quantize.element(), codes, scales, zeros));
  }

  private static void bipolarQuant(NodeScope node) {
    Constant scale = node.constant(1, "the scale");
    checkScale(node, scale);
    if (!node.isConstant(0)) {
      Operand codes = node.apply(new BipolarQuantize(), node.operand(0));
      node.emitOf(
          new Dequantize(axis(node, scale)),
          codes,
          parameter(node, 1, scale),
          node.number("zero", 0));
      return;
    }
    Constant x = node.constant(0, "the operand");
    int[] codes = new int[x.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = x.floats()[i] >= 0 ? 1 : -1;
    }
    float[] zeros = {0};
    node.define(
        Constant.Codes.of(
            x.dims(), BipolarQuantize.ELEMENT, codes, spread(node, scale, x.dims()), zeros));
  }

  /**
   * Fewer bits of codes: those of the operand, which are found again by its scale, are divided by a
   * power of two and rounded. Its first form leaves the scale as it is and does not clamp; its
   * second, of six operands, has a scale and a range of its own.
   */
  private static void trunc(NodeScope node) {
    boolean second = node.operands() == 6;
    RoundingMode rounding = rounding(node, "FLOOR");
    boolean signed = node.attributes().flag("signed", true);
    boolean narrow = node.attributes().flag("narrow", false);
    int bits = bits(node, second ? 5 : 4);
    float scale = number(node, 1, "the scale");
    float zero = number(node, 2, "the zero point");
    float outputScale = second ? number(node, 4, "the scale of the result") : scale;
    float divisor =
        (float)
            Math.pow(
                2,
                second
                    ? Math.rint(Math.log(outputScale / scale) / Math.log(2))
                    : bits(node, 3) - bits);
    if (scale <= 0 || outputScale <= 0 || divisor == 0 || Float.isInfinite(divisor)) {
      throw node.refuse("scales " + scale + " and " + outputScale + " divide by " + divisor, null);
    }
    Quantize fewer =
        second
            ? quantize(node, bits, signed, narrow, rounding, 0)
            : quantize(node, MOST_BITS, true, false, rounding, 0);
    Parameter one = node.number("one", 1);
    Parameter none = node.number("none", 0);
    Operand codes =
        node.apply(
            quantize(node, MOST_BITS, true, false, RoundingMode.HALF_EVEN, 0),
            node.operand(0),
            node.number("scale", scale),
            node.number("zero", zero));
    Operand divided =
        node.apply(new Dequantize(0), codes, node.number("divisor", 1 / divisor), none);
    Operand truncated = node.apply(fewer, divided, one, none);
    node.emitOf(
        new Dequantize(0),
        truncated,
        node.number("output_scale", outputScale),
        node.number("output_zero", second ? zero / divisor : zero));
  }

  private static void multiThreshold(NodeScope node) {
    node.attributes().ignore("out_dtype"); // follows from the number of thresholds, scale and bias
    float scale = node.attributes().number("out_scale", 1);
    float bias = node.attributes().number("out_bias", 0);
    List<Integer> dims = node.dims(0);
    String layout = node.attributes().text("data_layout", "");
    if (layout.isEmpty()) {
      layout = Map.of(2, "NC", 3, "NWC", 4, "NCHW").getOrDefault(dims.size(), "NC");
    }
    int axis = Math.max(1, layout.indexOf('C'));
    Constant thresholds = node.constant(1, "the threshold");
    if (thresholds.dims().size() != 2) {
      throw node.refuse("thresholds of extents " + thresholds.dims(), "give [channels, steps]");
    }
    MultiThreshold operation = new MultiThreshold(node.nnAxis(axis));
    Parameter steps = node.parameter(1, "the thresholds");
    Operand codes = node.apply(operation, node.operand(0), steps);
    Parameter scales = node.number("scale", scale);
    if (foldsIntoZero(scale, bias, thresholds.dims().get(1))) {
      node.emitOf(new Dequantize(0), codes, scales, node.number("zero", -bias / scale));
    } else {
      Operand scaled = node.apply(new Dequantize(0), codes, scales, node.number("zero", 0));
      node.emitOf(new Add(), scaled, node.number("bias", bias));
    }
  }

  /** Whether a zero point gives exactly what the addition of the bias gives. */
  private static boolean foldsIntoZero(float scale, float bias, int most) {
    float zero = -bias / scale;
    for (int code = 0; code <= most; code++) {
      if (!((float) (code - (double) zero) * scale == scale * code + bias)) {
        return false;
      }
    }
    return true;
  }

  private static int bits(NodeScope node, int operand) {
    float bits = number(node, operand, "the bit width");
    if (bits != Math.rint(bits) || bits < 1 || bits > MOST_BITS + 1) {
      throw node.refuse("a bit width of " + bits, "quantize to a whole number of bits, 1 to 32");
    }
    return (int) Math.min(bits, MOST_BITS);
  }

  private static float number(NodeScope node, int operand, String what) {
    Constant constant = node.constant(operand, what);
    if (constant.size() != 1) {
      throw node.refuse(
          what + " '" + node.name(operand) + "' has extents " + constant.dims(),
          "use one number for the tensor");
    }
    return constant.floats()[0];
  }

  private static RoundingMode rounding(NodeScope node, String defaultMode) {
    String mode = node.attributes().text("rounding_mode", defaultMode).toUpperCase(Locale.ROOT);
    return switch (mode) {
      case "ROUND", "HALF_EVEN" -> RoundingMode.HALF_EVEN;
      case "CEIL" -> RoundingMode.CEIL;
      case "FLOOR" -> RoundingMode.FLOOR;
      case "UP" -> RoundingMode.UP;
      case "DOWN", "ROUND_TO_ZERO" -> RoundingMode.DOWN;
      case "HALF_UP" -> RoundingMode.HALF_AWAY; // qonnx rounds magnitudes
      case "HALF_DOWN" -> RoundingMode.HALF_DOWN;
      default ->
          throw node.refuse(
              "attribute 'rounding_mode' is '" + mode + "'",
              "use ROUND, CEIL, FLOOR, UP, DOWN, HALF_UP or HALF_DOWN");
    };
  }

  private static void checkScale(NodeScope node, Constant scale) {
    for (float value : scale.floats()) {
      if (!(value > 0) || Float.isInfinite(value)) {
        throw node.refuse("the scale '" + node.name(1) + "' holds " + value, null);
      }
    }
  }

  /** The nn axis that scales and zero points go along; of constants each element has its own. */
  private static int scaleAxis(NodeScope node) {
    Constant scale = node.constant(1, "the scale");
    Constant zero = node.constant(2, "the zero point");
    checkScale(node, scale);
    if (node.isConstant(0)) {
      return 0;
    }
    int scaleAxis = axis(node, scale);
    int zeroAxis = axis(node, zero);
    if (scale.size() > 1 && zero.size() > 1 && scaleAxis != zeroAxis) {
      throw node.refuse("scales and zero points go along different axes", null);
    }
    return scale.size() > 1 ? scaleAxis : zeroAxis;
  }

  private static int axis(NodeScope node, Constant parameter) {
    if (parameter.size() == 1) {
      return 0;
    }
    int missing = node.dims(0).size() - parameter.dims().size();
    int found = -1;
    for (int axis = 0; axis < parameter.dims().size(); axis++) {
      if (parameter.dims().get(axis) > 1) {
        if (found >= 0 || axis + missing < 0) {
          throw node.refuse(
              "scales or zero points of extents "
                  + parameter.dims()
                  + " for a computed tensor of "
                  + node.dims(0),
              "use one number, or one a channel");
        }
        found = axis + missing;
      }
    }
    if (found < 0) {
      throw node.refuse("a scale or zero point without elements", null);
    }
    return node.nnAxis(found);
  }

  private static Parameter parameter(NodeScope node, int operand, Constant constant) {
    float[] values = constant.floats();
    return new Parameter(
        node.name(operand),
        values.length == 1 ? FloatTensor.of(values) : FloatTensor.of(values, values.length));
  }

  /** One number for all elements, or one an element by ONNX' broadcasting. */
  private static float[] spread(NodeScope node, Constant parameter, List<Integer> dims) {
    if (parameter.size() == 1) {
      return parameter.floats();
    }
    List<Integer> aligned = new ArrayList<>(parameter.dims());
    while (aligned.size() < dims.size()) {
      aligned.add(0, 1);
    }
    boolean fits = aligned.size() == dims.size() && !parameter.dims().contains(0);
    for (int axis = 0; fits && axis < dims.size(); axis++) {
      fits = aligned.get(axis) == 1 || aligned.get(axis).equals(dims.get(axis));
    }
    if (!fits) {
      throw node.refuse(
          "a scale or zero point of extents " + parameter.dims() + " for a tensor of " + dims,
          null);
    }
    return MovedElements.apply(node, new Expand(dims), List.of(parameter)).floats();
  }
}
