package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Quantize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Imports of ONNX' own operators between real numbers and codes. */
final class QuantizationImports {
  private static final String BLOCKS = "use one scale, or one an index of an axis";

  private QuantizationImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "DequantizeLinear", QuantizationImports::dequantize,
          "QuantizeLinear", QuantizationImports::quantize);

  /**
   * Scales and zero points of a node.
   *
   * @param axis of the operand, batch axis included, that vectors go along
   * @param block elements along the axis that share a scale; 0 if the scales are no blocks
   */
  private record Parameters(Constant scale, @Nullable Constant zero, int axis, int block) {
    boolean single() {
      return scale.size() == 1 && (zero == null || zero.size() == 1);
    }

    float[] zeros() {
      return zero == null ? new float[] {0} : zero.floats();
    }
  }

  /** Whether a model with this operator is a quantized one: it takes codes. */
  static boolean takesCodes(String operator) {
    return operator.equals("DequantizeLinear")
        || operator.startsWith("QLinear")
        || operator.startsWith("QGemm")
        || operator.startsWith("MatMulInteger")
        || operator.equals("ConvInteger");
  }

  private static Parameters parameters(NodeScope node, boolean positive) {
    Constant scale = node.constant(1, "the scale");
    if (!scale.isFloat()) {
      throw node.refuse("the scale '" + node.name(1) + "' is not of a floating-point type", null);
    }
    for (float value : scale.floats()) {
      if (!Float.isFinite(value) || value < 0 || (positive && value == 0)) {
        throw node.refuse("the scale '" + node.name(1) + "' holds " + value, null);
      }
    }
    Constant zero = node.has(2) ? node.constant(2, "the zero point") : null;
    if (zero != null && (zero.isFloat() || !fits(scale, zero))) {
      throw node.refuse(
          "zero points "
              + (zero.isFloat() ? "of a floating-point type" : "of extents " + zero.dims())
              + " for scales of extents "
              + scale.dims(),
          "use integer zero points, as many as scales");
    }
    int axis = node.attributes().integer("axis", 1);
    int block = node.attributes().integer("block_size", 0);
    node.attributes().ignore("saturate"); // of 8-bit floats only
    List<Integer> dims = node.dims(0);
    Parameters single = new Parameters(scale, zero, 0, 0);
    if (single.single()) {
      return single;
    }
    int counted = node.axis(axis, dims.size());
    if (block != 0) {
      checkBlocks(node, scale, counted, block);
      return new Parameters(scale, zero, counted, block);
    }
    for (Constant parameter : zero == null ? List.of(scale) : List.of(scale, zero)) {
      if (parameter.size() != 1 && !parameter.dims().equals(dims.subList(counted, counted + 1))) {
        throw node.refuse(
            (parameter.equals(scale) ? "scales" : "zero points")
                + " of extents "
                + parameter.dims()
                + " for axis "
                + counted
                + " of "
                + dims,
            null);
      }
    }
    return new Parameters(scale, zero, counted, block);
  }

  /** As many as scales, or one of the two for all. */
  private static boolean fits(Constant scale, Constant zero) {
    return zero.size() == scale.size() || zero.size() == 1 || scale.size() == 1;
  }

  private static void checkBlocks(NodeScope node, Constant scale, int axis, int block) {
    List<Integer> blocks = new ArrayList<>(node.dims(0));
    if (block > 0) {
      blocks.set(axis, (blocks.get(axis) + block - 1) / block);
    }
    if (block < 0 || !blocks.equals(scale.dims())) {
      throw node.refuse(
          "scales of extents "
              + scale.dims()
              + " for blocks of "
              + block
              + " on axis "
              + axis
              + " of "
              + node.dims(0),
          null);
    }
  }

  private static void quantize(NodeScope node) {
    Parameters parameters = parameters(node, true);
    NumberFormat format = resultFormat(node);
    IntegerElement element = Objects.requireNonNull(format.codes());
    int precision = node.attributes().integer("precision", 0);
    if (precision != 0 && precision != DataType.FLOAT_VALUE) {
      throw node.refuse("attribute 'precision' is " + precision, "divide in binary32, the default");
    }
    if (parameters.block() != 0) {
      throw node.refuse("attribute 'block_size' is " + parameters.block(), BLOCKS);
    }
    if (!node.isConstant(0)) {
      int axis = parameters.single() ? 0 : node.nnAxis(parameters.axis());
      node.resultFormat(0, format);
      node.emission()
          .quantize(
              Quantize.of(element, axis),
              node.operand(0),
              scale(node, parameters),
              zero(node, parameters));
      return;
    }
    Constant x = node.constant(0, "the operand");
    float[] scales = spread(parameters.scale().floats(), parameters, x.dims());
    float[] zeros = spread(parameters.zeros(), parameters, x.dims());
    Quantize operation = Quantize.of(element, 0);
    long[] codes = new long[x.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] =
          operation.code(
              x.floats()[i], scales[scales.length == 1 ? 0 : i], zeros[zeros.length == 1 ? 0 : i]);
    }
    node.resultFormat(0, format);
    node.define(new Constant.Integers(x.dims(), codes));
  }

  private static NumberFormat resultFormat(NodeScope node) {
    int target = node.attributes().integer("output_dtype", 0);
    NumberFormat format =
        node.has(2) ? node.format(2) : target == 0 ? NumberFormat.UINT8 : ElementTypes.of(target);
    if (format == null || format.codes() == null) {
      throw node.refuse(
          "the result would be of element type "
              + (format == null ? ElementTypes.name(target) : format),
          "quantize to integers of at most 32 bits");
    }
    return format;
  }

  private static void dequantize(NodeScope node) {
    Parameters parameters = parameters(node, false);
    node.attributes().ignore("output_dtype");
    node.resultFormat(0, NumberFormat.FLOAT32);
    if (node.isConstant(0)) {
      node.define(dequantized(node, parameters));
      return;
    }
    if (parameters.block() != 0) {
      throw node.refuse("attribute 'block_size' is " + parameters.block(), BLOCKS);
    }
    int axis = parameters.single() ? 0 : node.nnAxis(parameters.axis());
    node.emission()
        .dequantize(new Dequantize(axis), scale(node, parameters), zero(node, parameters));
  }

  private static Constant dequantized(NodeScope node, Parameters parameters) {
    Constant codes = node.constant(0, "the codes");
    IntegerElement element = node.format(0).codes();
    if (codes.isFloat() || element == null) {
      throw node.refuse(
          "the codes '" + node.name(0) + "' are of element type " + node.format(0),
          "use integers of at most 32 bits");
    }
    return Constant.Codes.of(
        codes.dims(),
        element,
        Arrays.stream(codes.integers()).mapToInt(Math::toIntExact).toArray(),
        spread(parameters.scale().floats(), parameters, codes.dims()),
        spread(parameters.zeros(), parameters, codes.dims()));
  }

  private static NodeScope.Parameter scale(NodeScope node, Parameters parameters) {
    return new NodeScope.Parameter(node.name(1), vector(parameters.scale().floats()));
  }

  private static NodeScope.Parameter zero(NodeScope node, Parameters parameters) {
    String name = node.has(2) ? node.name(2) : node.name(1) + "_zero";
    return new NodeScope.Parameter(name, vector(parameters.zeros()));
  }

  private static FloatTensor vector(float[] values) {
    return values.length == 1 ? FloatTensor.of(values) : FloatTensor.of(values, values.length);
  }

  /** One parameter for all elements, or one an element. */
  private static float[] spread(float[] values, Parameters parameters, List<Integer> dims) {
    if (values.length == 1) {
      return values;
    }
    int axis = parameters.axis();
    int inner = (int) Constant.count(dims.subList(axis + 1, dims.size()));
    int extent = dims.get(axis);
    int block = Math.max(1, parameters.block());
    int blocks = (extent + block - 1) / block;
    float[] result = new float[(int) Constant.count(dims)];
    for (int i = 0; i < result.length; i++) {
      int index = i / inner % extent;
      result[i] =
          parameters.block() == 0
              ? values[index]
              : values[(i / inner / extent * blocks + index / block) * inner + i % inner];
    }
    return result;
  }
}
