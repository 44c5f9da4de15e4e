package io.nn2fpga.precision;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.NarrowWeights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The float network with single effects of quantization put in: rounded weights, rounded results,
 * saturated results. What each of them alone costs tells where a loss comes from.
 */
final class RoundedNetwork {
  private final Graph simplified;
  private final QuantizedModel model;
  private final boolean rounding;
  private final boolean saturation;
  private final Map<String, LayerNote> layers = new HashMap<>();
  private final Map<String, Tensor> weights = new HashMap<>();

  /**
   * A network.
   *
   * @param roundedWeights whether weights are those that their codes stand for
   * @param rounding whether results of layers, and the input, are rounded to codes, of any size
   * @param saturation whether results are clamped to what codes can stand for
   */
  RoundedNetwork(
      Graph simplified,
      QuantizedModel model,
      QuantizationOptions options,
      boolean roundedWeights,
      boolean rounding,
      boolean saturation) {
    this.simplified = simplified;
    this.model = model;
    this.rounding = rounding;
    this.saturation = saturation;
    model.layers().forEach(note -> layers.put(note.value(), note));
    if (roundedWeights) {
      for (Node node : simplified.nodes()) {
        if (node.op() instanceof LinearOp linear) {
          weights.put(node.name(), rounded(node, linear, options));
        }
      }
    }
  }

  /** Weights with one scale a channel, or a tensor, as the integer network has them. */
  private FloatTensor rounded(Node node, LinearOp linear, QuantizationOptions options) {
    FloatTensor given =
        (FloatTensor) simplified.constant(node.inputs().get(linear.weightOperand()));
    double[] real = new double[given.data().length];
    for (int i = 0; i < real.length; i++) {
      real[i] = given.data()[i];
    }
    int outputs = given.type().extent(linear.weightOutputAxis());
    NarrowWeights codes =
        NarrowWeights.of(real, outputs, options.bits().weights(node.name()), options.method());
    float[] result = new float[real.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (codes.scales()[i / (real.length / outputs)] * codes.codes()[i]);
    }
    return new FloatTensor(given.type(), result);
  }

  /** The value that the output codes stand for. */
  FloatTensor run(FloatTensor sample) {
    Map<String, Tensor> values = new HashMap<>(simplified.constants());
    String input = simplified.inputs().get(0);
    values.put(input, rounding ? roundedInput(sample) : sample);
    String output = model.output().value();
    for (Node node : simplified.nodes()) {
      List<Tensor> operands = new ArrayList<>();
      for (String name : node.inputs()) {
        operands.add(value(values, name));
      }
      if (node.op() instanceof LinearOp linear && weights.containsKey(node.name())) {
        operands.set(linear.weightOperand(), value(weights, node.name()));
      }
      Tensor result = ((NnOperation) node.op()).evaluate(operands).get(0);
      LayerNote layer = layers.get(node.output());
      values.put(
          node.output(),
          layer == null ? result : quantized((FloatTensor) result, layer.encoding()));
      if (node.output().equals(output)) {
        break;
      }
    }
    return (FloatTensor) value(values, output);
  }

  private static Tensor value(Map<String, Tensor> values, String name) {
    Tensor value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("'" + name + "' is read before it is computed");
    }
    return value;
  }

  private FloatTensor quantized(FloatTensor value, Encoding encoding) {
    if (!rounding && !saturation) {
      return value;
    }
    double low = encoding.dequantize((int) encoding.element().min());
    double high = encoding.dequantize((int) encoding.element().max());
    float[] result = new float[value.data().length];
    for (int i = 0; i < result.length; i++) {
      double x = value.data()[i];
      if (saturation) {
        x = Math.min(high, Math.max(low, x));
      }
      if (rounding) {
        x = encoding.scale() * Math.rint(x / encoding.scale());
      }
      result[i] = (float) x;
    }
    return new FloatTensor(value.type(), result);
  }

  private FloatTensor roundedInput(FloatTensor sample) {
    InputEncoding encoding = model.input();
    IntTensor codes = encoding.quantize(sample);
    ChannelsLast frame = encoding.model().frame();
    float[] result = new float[frame.size()];
    for (int i = 0; i < result.length; i++) {
      int c = i % frame.channels();
      result[frame.order().get(i)] =
          (float) (encoding.scale(c) * (codes.data()[i] - encoding.zeroPoint(c)));
    }
    return new FloatTensor(new TensorType(sample.type().shape(), FloatElement.F32), result);
  }
}
