package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.depthwise.Depthwise;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.LinearKind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions and fully connected layers of dequantized codes and dequantized constant weights.
 *
 * <p>With x = s_x·(q − z_x), W = s_w·(p − z_w): Σ W·x = s_x·s_w·(Σ (p − z_w)·q − z_x·Σ (p − z_w)).
 * The first sum is what the hardware computes; the second is a constant of the channel.
 */
final class ProductsLowering {
  private final QuantizedContext context;

  ProductsLowering(QuantizedContext context) {
    this.context = context;
  }

  /**
   * Constant codes and what they mean.
   *
   * @param codes without their zero points, in the model's order
   * @param scales one, or one along axis 0
   */
  @SuppressWarnings("ArrayRecordComponent") // read at once
  private record Codes(int[] codes, TensorType type, float[] scales) {
    float scale(int channel) {
      return scales[scales.length == 1 ? 0 : channel];
    }
  }

  /** Lowers a linear node whose input is dequantized codes. */
  void lower(Node node, Signal x, CodeGrid grid) {
    LinearOp op = (LinearOp) node.op();
    Codes weights = codes(node, op.weightOperand(), "the weights");
    int outputs = weights.type.extent(0);
    int length = weights.codes.length / outputs;
    int[] ordered = node.op() instanceof Conv ? channelsLast(weights) : columns(weights, x.frame());
    IntegerRange[] ranges = new IntegerRange[outputs];
    long[] constants = new long[outputs];
    float[] scales = new float[outputs];
    for (int oc = 0; oc < outputs; oc++) {
      ranges[oc] = IntegerRange.ofProducts(ordered, oc * length, length, x.rangeAndZero());
      long sum = 0;
      for (int i = oc * length; i < (oc + 1) * length; i++) {
        sum += ordered[i];
      }
      constants[oc] = -sum * grid.zeroPoint();
      scales[oc] = weights.scale(oc);
    }
    double[] biases = biases(node, op, grid.scale(), scales, constants);
    IntegerRange whole = List.of(ranges).stream().reduce(IntegerRange::union).orElseThrow();
    IntegerElement accumulator = LoweringContext.accumulator(node, whole);
    String sums =
        context.add(
            node.name(),
            operation(node, grid, accumulator, weights.type),
            List.of(x.value(), constant(node, weights.type, ordered, length)),
            context.fresh(node.output()),
            node.source());
    TensorType type = context.type(node.output());
    IntegerRange element = IntegerRange.of(QuantizedContext.element(context.frame(x.value())));
    CodeGrid all = grid.within(Math.toIntExact(element.min()), Math.toIntExact(element.max()));
    context.define(
        node.output(),
        new Signal(
            sums,
            type,
            Arrays.asList(ranges),
            new Origin.Products(kind(node, weights.type), all, scales, constants, biases),
            node.output(),
            type,
            List.of()));
  }

  /** Codes of an operand that is a dequantizer of constants. */
  private Codes codes(Node node, int operand, String what) {
    String name = node.inputs().get(operand);
    Node maker = context.maker(name);
    if (maker == null
        || !(maker.op() instanceof Dequantize dequantize)
        || !(context.nn.constants().get(maker.input()) instanceof IntTensor tensor)) {
      throw QuantizedContext.unsupported(
          node,
          what + (context.nn.isConstant(name) ? " have no codes" : " are computed"),
          "quantize " + what + " too: constant codes behind a dequantizer");
    }
    float[] scales = context.floats(maker, 1, "the scale");
    float[] zeros = context.floats(maker, 2, "the zero point");
    if (dequantize.axis() != 0 && Math.max(scales.length, zeros.length) > 1) {
      throw QuantizedContext.unsupported(
          maker,
          "scales of " + what + " along axis " + dequantize.axis(),
          "quantize weights per output channel");
    }
    int inner = tensor.data().length / Math.max(1, tensor.type().extent(0));
    int[] codes = new int[tensor.data().length];
    for (int i = 0; i < codes.length; i++) {
      float zero = zeros[zeros.length == 1 ? 0 : i / inner];
      if (zero != Math.rint(zero)) {
        throw QuantizedContext.unsupported(
            maker, "a zero point of " + zero + " is no code", "use whole numbers as zero points");
      }
      codes[i] = tensor.data()[i] - (int) zero;
    }
    return new Codes(codes, tensor.type(), scales);
  }

  /**
   * Adds biases in steps of the sums to {@code constants}.
   *
   * @return the biases that are not; null if there are none
   */
  private double @Nullable [] biases(
      Node node, LinearOp op, float inputScale, float[] scales, long[] constants) {
    int operand = op.biasOperand();
    if (node.inputs().size() <= operand) {
      return null;
    }
    if (context.nn.constants().get(node.inputs().get(operand)) instanceof FloatTensor floats) {
      return real(floats.data(), inputScale, scales, constants);
    }
    Codes codes = codes(node, operand, "the bias");
    boolean stored = true;
    double[] reals = new double[constants.length];
    for (int c = 0; c < reals.length; c++) {
      float step = inputScale * scales[c];
      stored &= context.set.isTflite() || codes.scale(c) == step;
      reals[c] = (double) codes.codes[c] * codes.scale(c);
    }
    if (!stored) {
      return real(reals, inputScale, scales, constants);
    }
    for (int c = 0; c < constants.length; c++) {
      constants[c] += codes.codes[c];
    }
    return null;
  }

  private static double @Nullable [] real(
      float[] biases, float inputScale, float[] scales, long[] constants) {
    double[] reals = new double[biases.length];
    for (int c = 0; c < reals.length; c++) {
      reals[c] = biases[c];
    }
    return real(reals, inputScale, scales, constants);
  }

  /** Biases that are whole steps of the sums, as with power-of-two scales, are constants too. */
  private static double @Nullable [] real(
      double[] biases, float inputScale, float[] scales, long[] constants) {
    long[] whole = new long[biases.length];
    for (int c = 0; c < biases.length; c++) {
      double step = (double) inputScale * scales[c];
      whole[c] = Math.round(biases[c] / step);
      if (whole[c] * step != biases[c] || Math.abs(whole[c]) > 1L << 40) {
        return biases;
      }
    }
    for (int c = 0; c < biases.length; c++) {
      constants[c] += whole[c];
    }
    return null;
  }

  private static Operation operation(
      Node node, CodeGrid grid, IntegerElement accumulator, TensorType weights) {
    if (!(node.op() instanceof Conv conv)) {
      return new Dense(accumulator);
    }
    int padValue = conv.pads().stream().anyMatch(p -> p > 0) ? grid.zeroPoint() : 0;
    return isDepthwise(conv, weights)
        ? new Depthwise(
            conv.kernel(), conv.strides(), conv.pads(), conv.dilations(), padValue, accumulator)
        : new io.nn2fpga.ops.conv.Conv(
            conv.kernel(),
            conv.strides(),
            conv.pads(),
            conv.dilations(),
            conv.group(),
            padValue,
            accumulator);
  }

  private static LinearKind kind(Node node, TensorType weights) {
    if (node.op() instanceof Conv conv) {
      return isDepthwise(conv, weights) ? LinearKind.DEPTHWISE : LinearKind.CONVOLUTION;
    }
    return LinearKind.DENSE;
  }

  private static boolean isDepthwise(Conv conv, TensorType weights) {
    return conv.group() > 1 && weights.extent(1) == 1;
  }

  private String constant(Node node, TensorType type, int[] codes, int length) {
    int outputs = type.extent(0);
    int[] extents = {outputs, length};
    if (node.op() instanceof Conv conv) {
      int kh = type.extent(2);
      int kw = type.extent(3);
      extents =
          isDepthwise(conv, type)
              ? new int[] {outputs, kh, kw}
              : new int[] {outputs, kh, kw, type.extent(1)};
    }
    IntegerRange range =
        new IntegerRange(
            Arrays.stream(codes).min().orElseThrow(), Arrays.stream(codes).max().orElseThrow());
    IntegerElement element = IntegerElement.signed(Math.max(2, range.signedElement().bits()));
    return context.constant(node.name() + ".weights", IntTensor.of(element, codes, extents));
  }

  /** {@code [OC, IC/group, KH, KW]} as {@code [OC, KH, KW, IC/group]}. */
  private static int[] channelsLast(Codes weights) {
    int channels = weights.type.extent(1);
    int taps = weights.type.extent(2) * weights.type.extent(3);
    int[] ordered = new int[weights.codes.length];
    for (int i = 0; i < ordered.length; i++) {
      int oc = i / (taps * channels);
      int tap = i / channels % taps;
      int ic = i % channels;
      ordered[i] = weights.codes[(oc * channels + ic) * taps + tap];
    }
    return ordered;
  }

  /** {@code [OC, N]} with the columns in the order in which the elements arrive. */
  private static int[] columns(Codes weights, ChannelsLast frame) {
    int length = frame.size();
    int[] ordered = new int[weights.codes.length];
    for (int i = 0; i < ordered.length; i++) {
      ordered[i] = weights.codes[i / length * length + frame.order().get(i % length)];
    }
    return ordered;
  }
}
