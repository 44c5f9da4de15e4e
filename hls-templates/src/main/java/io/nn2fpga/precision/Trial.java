package io.nn2fpga.precision;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedLayer;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.RealRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One network with many choices of bits, on the same samples. */
public final class Trial {
  /** Samples on which the error of the output is measured. */
  private static final int NOISE_SAMPLES = 16;

  /**
   * A number of bits that is varied.
   *
   * @param layer the layer's name
   * @param weights whether its weights have them, or its result
   * @param most bits to start from
   * @param size how many numbers have them
   */
  record Item(String layer, boolean weights, int most, long size) {}

  private final Graph simplified;
  private final CalibrationStatistics statistics;
  private final QuantizationOptions options;
  private final BitOperations operations;
  private final List<Item> items = new ArrayList<>();
  private final Map<Integer, Calibration> calibrations = new HashMap<>();
  private final List<FloatTensor> calibrationSamples;
  private final List<IntTensor> frames;
  private final List<FloatTensor> floats;
  private final Ending ending;
  private final int @Nullable [] labels;

  /**
   * A trial.
   *
   * @param simplified what {@code Pipelines.simplification} gave
   * @param options bits are the most of each layer; bits of single layers are kept as they are
   * @param calibrationSamples those that the statistics are of, for the correction of biases; not
   *     used if {@code options} say that there is none
   * @param samples at least one, in the model's layout
   * @param ending what makes the model's output of the network's
   * @param labels class numbers of the samples; null if there are none
   */
  public Trial(
      Graph simplified,
      CalibrationStatistics statistics,
      QuantizationOptions options,
      List<FloatTensor> calibrationSamples,
      List<FloatTensor> samples,
      Ending ending,
      int @Nullable [] labels) {
    this.ending = ending;
    this.simplified = simplified;
    this.statistics = statistics;
    this.options = options;
    this.calibrationSamples = List.copyOf(calibrationSamples);
    this.labels = labels == null ? null : labels.clone();
    operations = new BitOperations(simplified);
    for (QuantizedLayer layer : QuantizedLayer.of(simplified)) {
      addItems(layer);
    }
    QuantizedModel start = quantize(items.stream().map(Item::most).toList());
    frames = samples.stream().map(start.input()::quantize).toList();
    String output = start.output().value();
    NnInterpreter interpreter = new NnInterpreter(simplified, List.of(output));
    floats =
        ending.all(
            samples.parallelStream()
                .map(x -> Objects.requireNonNull(interpreter.run(x).get(output)))
                .toList());
  }

  private void addItems(QuantizedLayer layer) {
    BitWidths.Layer own = options.bits().layers().get(layer.name());
    if (layer.weighted() && (own == null || own.weights() == null)) {
      LinearOp op = (LinearOp) layer.first().op();
      long size = simplified.value(layer.first().inputs().get(op.weightOperand())).tensor().size();
      items.add(new Item(layer.name(), true, options.bits().weights(layer.name()), size));
    }
    // the host reads the last result; its bits cost nothing inside the network
    if (!layer.last() && (own == null || own.activations() == null)) {
      long size = simplified.value(layer.first().output()).tensor().size();
      items.add(new Item(layer.name(), false, layer.activationBits(options.bits()), size));
    }
  }

  /** What is varied, layer by layer. */
  List<Item> items() {
    return List.copyOf(items);
  }

  /** How many samples there are. */
  int count() {
    return frames.size();
  }

  /** What {@link #loss} is measured by. */
  String metric() {
    return labels == null ? "agreement" : "top1";
  }

  /** Bits of each layer for bits of each item. */
  Map<String, BitWidths.Layer> layers(List<Integer> bits) {
    Map<String, BitWidths.Layer> layers = new LinkedHashMap<>(options.bits().layers());
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      BitWidths.Layer before = layers.getOrDefault(item.layer, new BitWidths.Layer(null, null));
      layers.put(
          item.layer,
          item.weights
              ? new BitWidths.Layer(bits.get(i), before.activations())
              : new BitWidths.Layer(before.weights(), bits.get(i)));
    }
    return layers;
  }

  private BitWidths widths(List<Integer> bits) {
    return options.bits().withLayers(layers(bits));
  }

  double bitOperations(List<Integer> bits) {
    return operations.of(widths(bits));
  }

  /** The network with bits of each item, its biases as they are: for comparisons of errors. */
  QuantizedModel quantize(List<Integer> bits) {
    BitWidths widths = widths(bits);
    return Pipelines.quantize(simplified, ranges(widths), options.with(widths));
  }

  /** The network with bits of each item as it would be built, its biases corrected if they are. */
  QuantizedModel corrected(List<Integer> bits) {
    BitWidths widths = widths(bits);
    QuantizationOptions chosen = options.with(widths);
    Calibration corrected =
        Pipelines.correctBiases(simplified, ranges(widths), statistics, chosen, calibrationSamples);
    return Pipelines.quantize(simplified, corrected, chosen);
  }

  private Calibration ranges(BitWidths widths) {
    Map<String, RealRange> ranges = new LinkedHashMap<>(statistics.wholeRanges().ranges());
    String input = simplified.inputs().get(0);
    ranges.put(input, calibration(BitWidths.MOST).range(input));
    for (QuantizedLayer layer : QuantizedLayer.of(simplified)) {
      String value = Pipelines.observedValue(simplified, layer);
      if (statistics.has(value)) {
        ranges.put(value, calibration(layer.activationBits(widths)).range(value));
      }
    }
    return new Calibration(ranges);
  }

  /** The ranges if every result had so many bits: searched for once, combined for each trial. */
  private Calibration calibration(int bits) {
    return calibrations.computeIfAbsent(
        bits,
        b -> {
          BitWidths all = new BitWidths(BitWidths.MOST, b, options.bits().input(), b, Map.of());
          return Pipelines.calibrate(simplified, statistics, options.with(all));
        });
  }

  /** Power of the output's error over that of the float network's output, on some samples. */
  double noise(QuantizedModel model) {
    List<IntTensor> outputs =
        new IntegerExecutor(model.graph())
            .runAll(frames.subList(0, Math.min(NOISE_SAMPLES, frames.size())));
    double error = 0;
    double signal = 0;
    for (int i = 0; i < outputs.size(); i++) {
      float[] got = ending.of(i, model.output().dequantize(outputs.get(i))).data();
      float[] wanted = floats.get(i).data();
      for (int k = 0; k < got.length; k++) {
        double difference = (double) got[k] - wanted[k];
        error += difference * difference;
        signal += (double) wanted[k] * wanted[k];
      }
    }
    return signal > 0 ? error / signal : error;
  }

  /**
   * A loss of accuracy.
   *
   * @param points of top-1 lost against the float network, or without labels the percentage of
   *     samples of which the two name different classes
   * @param standardError of that as an estimate from the samples
   */
  record Loss(double points, double standardError) {}

  /** What a network loses on the samples. */
  Loss loss(QuantizedModel model) {
    List<IntTensor> outputs = new IntegerExecutor(model.graph()).runAll(frames);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < outputs.size(); i++) {
      FloatTensor result = ending.of(i, model.output().dequantize(outputs.get(i)));
      int lost = lost(i, OutputEncoding.top1(result));
      sum += lost;
      squares += lost * lost;
    }
    double mean = sum / outputs.size();
    double variance = Math.max(0, squares / outputs.size() - mean * mean);
    return new Loss(100 * mean, 100 * Math.sqrt(variance / outputs.size()));
  }

  /** 1 if the integer network is wrong where the float network is right, −1 the other way round. */
  private int lost(int sample, int integerClass) {
    int floatClass = OutputEncoding.top1(floats.get(sample));
    if (labels == null) {
      return floatClass == integerClass ? 0 : 1;
    }
    return (floatClass == labels[sample] ? 1 : 0) - (integerClass == labels[sample] ? 1 : 0);
  }
}
