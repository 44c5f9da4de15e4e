package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineRequantization.Channel;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LoweringContext.Target;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.depthwise.Depthwise;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.NarrowWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions and fully connected layers to integer products and a requantization. A grouped
 * convolution that reads one channel a group becomes a depthwise one.
 *
 * <p>With x = s·(q − z) for each input channel, weights in the channels-last order and W·s ≈ t·w
 * (one scale t an output channel): Σ W·x + b = t·(Σ w·q) + (b − t·Σ w·z). The first sum is the
 * accumulator; the bracket, exact for the integer weights, goes into the offset.
 */
final class LinearLowering {
  private final LoweringContext context;

  LinearLowering(LoweringContext context) {
    this.context = context;
  }

  /**
   * Lowers a linear node.
   *
   * @param clamp the only reader of its result if that is a clamp, else null
   */
  void lower(Node node, @Nullable Node clamp) {
    Activation x = context.activation(node.input());
    double[] real = node.op() instanceof Conv ? convWeights(node) : denseWeights(node, x);
    TensorType type = floats(node, ((LinearOp) node.op()).weightOperand()).type();
    int outputs = type.extent(0);
    int length = real.length / outputs;
    int[] places = places(node, outputs, length);
    for (int i = 0; i < real.length; i++) {
      real[i] *= x.scale(places[i]);
    }
    NarrowWeights weights = context.narrow(node, real, outputs);
    IntegerRange[] ranges = new IntegerRange[outputs];
    for (int oc = 0; oc < outputs; oc++) {
      ranges[oc] = IntegerRange.ofProducts(weights.codes(), oc * length, length, x.codesAndZero());
    }
    IntegerRange whole = List.of(ranges).stream().reduce(IntegerRange::union).orElseThrow();
    IntegerElement accumulator = LoweringContext.accumulator(node, whole);
    String sums = context.fresh(node.name() + ".accumulators");
    context.add(
        node.name(),
        operation(node, x, accumulator),
        List.of(x.value(), constant(node, type, weights.codes(), length)),
        sums,
        node.source());
    Target target = context.target(node, clamp);
    List<Double> constants = constants(node, x, weights, places);
    context.noteSums(
        node.name(),
        new LayerNote.Sums(sums, Arrays.stream(weights.scales()).boxed().toList(), constants));
    double step = target.encoding().scale();
    context.requantize(
        node.name() + ".requantize",
        sums,
        LoweringContext.channels(
            outputs,
            oc ->
                new Channel(
                    weights.scales()[oc] / step,
                    target.encoding().zeroPoint() + constants.get(oc) / step,
                    ranges[oc])),
        target,
        context.type(node.output()),
        accumulator.bits());
  }

  /** For each output channel, what has to be added to its scaled sum. */
  private List<Double> constants(Node node, Activation x, NarrowWeights weights, int[] places) {
    int outputs = weights.scales().length;
    int length = places.length / outputs;
    List<Double> constants = new ArrayList<>(outputs);
    for (int oc = 0; oc < outputs; oc++) {
      double zero = 0;
      for (int i = oc * length; i < (oc + 1) * length; i++) {
        zero += weights.codes()[i] * x.zeroPoint(places[i]);
      }
      constants.add(bias(node, oc) - weights.scales()[oc] * zero);
    }
    return constants;
  }

  private double bias(Node node, int oc) {
    int operand = ((LinearOp) node.op()).biasOperand();
    double own = node.inputs().size() > operand ? floats(node, operand).data()[oc] : 0;
    return own + context.calibration.biasCorrection(node.name(), oc);
  }

  private FloatTensor floats(Node node, int operand) {
    return (FloatTensor) context.nn.constant(node.inputs().get(operand));
  }

  private Operation operation(Node node, Activation x, IntegerElement accumulator) {
    if (node.op() instanceof Conv conv) {
      boolean padded = conv.pads().stream().anyMatch(p -> p > 0);
      int padValue = padded ? padValue(node, x) : 0;
      if (isDepthwise(node)) {
        return new Depthwise(
            conv.kernel(), conv.strides(), conv.pads(), conv.dilations(), padValue, accumulator);
      }
      return new io.nn2fpga.ops.conv.Conv(
          conv.kernel(),
          conv.strides(),
          conv.pads(),
          conv.dilations(),
          conv.group(),
          padValue,
          accumulator);
    }
    return new Dense(accumulator);
  }

  /** Whether each of several channels is convolved on its own. */
  private boolean isDepthwise(Node node) {
    return node.op() instanceof Conv conv
        && conv.group() > 1
        && floats(node, conv.weightOperand()).type().extent(1) == 1;
  }

  /** For each weight the place, modulo the channels, of the input element that it multiplies. */
  private int[] places(Node node, int outputs, int length) {
    int group = node.op() instanceof Conv conv ? conv.group() : 1;
    int channels =
        group == 1 ? length : floats(node, ((LinearOp) node.op()).weightOperand()).type().extent(1);
    int[] places = new int[outputs * length];
    for (int i = 0; i < places.length; i++) {
      places[i] = i / length / (outputs / group) * channels + i % channels;
    }
    return places;
  }

  private static int padValue(Node node, Activation x) {
    return x.padValue()
        .orElseThrow(
            () ->
                new DiagnosticException(
                    Diagnostic.of(
                        Code.UNSUPPORTED_ATTRIBUTE,
                        "padding of raw data has no code that stands for zero in all channels",
                        Places.of(node),
                        "use one mean for all channels")));
  }

  private String constant(Node node, TensorType type, int[] codes, int length) {
    int outputs = type.extent(0);
    if (!(node.op() instanceof Conv)) {
      return context.weights(node.name(), codes, outputs, length);
    }
    int kh = type.extent(2);
    int kw = type.extent(3);
    return isDepthwise(node)
        ? context.weights(node.name(), codes, outputs, kh, kw)
        : context.weights(node.name(), codes, outputs, kh, kw, type.extent(1));
  }

  /** {@code [OC, IC/group, KH, KW]} as {@code [OC, KH, KW, IC/group]}. */
  private double[] convWeights(Node node) {
    FloatTensor weights = floats(node, ((LinearOp) node.op()).weightOperand());
    int channels = weights.type().extent(1);
    int taps = weights.type().extent(2) * weights.type().extent(3);
    double[] real = new double[weights.data().length];
    for (int i = 0; i < real.length; i++) {
      int oc = i / (taps * channels);
      int tap = i / channels % taps;
      int ic = i % channels;
      real[i] = weights.data()[(oc * channels + ic) * taps + tap];
    }
    return real;
  }

  /** {@code [OC, N]} with the columns in the order in which the elements arrive. */
  private double[] denseWeights(Node node, Activation x) {
    FloatTensor weights = floats(node, ((LinearOp) node.op()).weightOperand());
    ChannelsLast frame = x.frame();
    int length = frame.size();
    double[] real = new double[weights.data().length];
    for (int i = 0; i < real.length; i++) {
      real[i] = weights.data()[i / length * length + frame.order().get(i % length)];
    }
    return real;
  }
}
