package io.nn2fpga.precision;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.OutputEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A quantized network against its float network on samples: classes, the error of each layer, and
 * what each effect of quantization costs alone.
 *
 * @param samples how many
 * @param classes by the float and by the integer network, a pair a sample
 * @param layers in order
 * @param effects single ones first, the integer network last
 */
public record LossAnalysis(
    int samples, List<Classes> classes, List<Layer> layers, List<Effect> effects) {
  /** Samples on which errors of layers are measured, at most. */
  private static final int LAYER_SAMPLES = 200;

  /** Samples whose values are held at the same time. */
  private static final int AT_ONCE = 8;

  /** Samples on which effects are measured, at most. */
  private static final int EFFECT_SAMPLES = 1000;

  /** Copies the lists. */
  public LossAnalysis {
    classes = List.copyOf(classes);
    layers = List.copyOf(layers);
    effects = List.copyOf(effects);
  }

  /** The classes that both networks name for a sample. */
  public record Classes(int floats, int integers) {}

  /**
   * The result of one layer.
   *
   * @param layer its name
   * @param signalToNoise power of the float value over that of what the integer value differs from
   *     it by, in dB; errors of all layers before are in it
   * @param roundingAlone the same if only this value were rounded, in dB
   * @param saturated share of the float values that no code is near to
   * @param requantization largest error of the requantization's integers before rounding, in steps
   */
  public record Layer(
      String layer,
      double signalToNoise,
      double roundingAlone,
      double saturated,
      double requantization) {}

  /**
   * A float network with some effect of quantization.
   *
   * @param effect what it is
   * @param signalToNoise of the network's output, in dB
   * @param same share of samples on which it names the float network's class
   * @param right share of samples on which it names the label; null without labels
   */
  public record Effect(String effect, double signalToNoise, double same, @Nullable Double right) {}

  /**
   * Runs all networks.
   *
   * @param simplified the float network that was quantized
   * @param options that it was quantized with
   * @param samples in the model's layout; classes are taken of all, effects and errors of layers of
   *     the first {@value #EFFECT_SAMPLES} and {@value #LAYER_SAMPLES}
   * @param ending what makes the model's output of the network's
   * @param labels class numbers, or null
   */
  public static LossAnalysis of(
      Graph simplified,
      QuantizedModel model,
      QuantizationOptions options,
      List<FloatTensor> samples,
      Ending ending,
      int @Nullable [] labels) {
    String output = model.output().value();
    NnInterpreter floats = new NnInterpreter(simplified, List.of(output));
    List<FloatTensor> wanted =
        ending.all(
            samples.parallelStream()
                .map(x -> Objects.requireNonNull(floats.run(x).get(output)))
                .toList());
    List<FloatTensor> got =
        ending.all(
            new IntegerExecutor(model.graph())
                .runAll(samples.stream().map(model.input()::quantize).toList()).stream()
                    .map(model.output()::dequantize)
                    .toList());
    List<Classes> classes = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      classes.add(new Classes(OutputEncoding.top1(wanted.get(i)), OutputEncoding.top1(got.get(i))));
    }
    int few = Math.min(EFFECT_SAMPLES, samples.size());
    List<FloatTensor> first = samples.subList(0, few);
    List<Effect> effects = new ArrayList<>();
    effects.add(
        effect(
            "weights rounded",
            wanted,
            ending.all(rounded(simplified, model, options, first, true, false, false)),
            labels));
    effects.add(
        effect(
            "activations rounded",
            wanted,
            ending.all(rounded(simplified, model, options, first, false, true, false)),
            labels));
    effects.add(
        effect(
            "activations saturated",
            wanted,
            ending.all(rounded(simplified, model, options, first, false, false, true)),
            labels));
    effects.add(
        effect(
            "all three",
            wanted,
            ending.all(rounded(simplified, model, options, first, true, true, true)),
            labels));
    effects.add(
        effect(
            "integer network: also biases and multipliers", wanted, got.subList(0, few), labels));
    return new LossAnalysis(
        samples.size(),
        classes,
        layers(simplified, model, first.subList(0, Math.min(LAYER_SAMPLES, few))),
        effects);
  }

  private static List<FloatTensor> rounded(
      Graph simplified,
      QuantizedModel model,
      QuantizationOptions options,
      List<FloatTensor> samples,
      boolean weights,
      boolean rounding,
      boolean saturation) {
    RoundedNetwork network =
        new RoundedNetwork(simplified, model, options, weights, rounding, saturation);
    return samples.parallelStream().map(network::run).toList();
  }

  private static Effect effect(
      String name, List<FloatTensor> wanted, List<FloatTensor> got, int @Nullable [] labels) {
    NoisePower power = new NoisePower();
    int same = 0;
    int right = 0;
    for (int i = 0; i < got.size(); i++) {
      float[] a = wanted.get(i).data();
      float[] b = got.get(i).data();
      for (int k = 0; k < a.length; k++) {
        power.add(a[k], b[k]);
      }
      int named = OutputEncoding.top1(got.get(i));
      same += named == OutputEncoding.top1(wanted.get(i)) ? 1 : 0;
      right += labels != null && named == labels[i] ? 1 : 0;
    }
    double count = got.size();
    return new Effect(name, power.decibels(), same / count, labels == null ? null : right / count);
  }

  private static List<Layer> layers(
      Graph simplified, QuantizedModel model, List<FloatTensor> samples) {
    List<String> values = model.layers().stream().map(LayerNote::value).toList();
    NnInterpreter floats = new NnInterpreter(simplified, values);
    IntegerExecutor integers = new IntegerExecutor(model.graph());
    List<LayerSums> sums = model.layers().stream().map(LayerSums::new).toList();
    for (int from = 0; from < samples.size(); from += AT_ONCE) {
      // all values of a few samples fit into memory, and are added up in the samples' order
      List<FloatTensor> few = samples.subList(from, Math.min(from + AT_ONCE, samples.size()));
      few.parallelStream()
          .map(x -> new Values(floats.run(x), integers.run(model.input().quantize(x))))
          .toList()
          .forEach(both -> sums.forEach(layer -> layer.add(both)));
    }
    return sums.stream().map(LayerSums::layer).toList();
  }

  /** All values of a sample. */
  private record Values(Map<String, FloatTensor> wanted, Map<String, IntTensor> got) {}

  /** A layer's sums over samples. */
  private static final class LayerSums {
    private final LayerNote note;
    private final List<Integer> order;
    private final NoisePower whole = new NoisePower();
    private final NoisePower rounding = new NoisePower();
    private long count;
    private long saturated;

    private LayerSums(LayerNote note) {
      this.note = note;
      order = ChannelsLast.of(note.laidOut()).order();
    }

    private void add(Values values) {
      add(
          Objects.requireNonNull(values.wanted.get(note.value())).data(),
          Objects.requireNonNull(values.got.get(note.value())).data());
    }

    private void add(float[] wanted, int[] codes) {
      Encoding encoding = note.encoding();
      double low = encoding.dequantize((int) encoding.element().min()) - encoding.scale() / 2;
      double high = encoding.dequantize((int) encoding.element().max()) + encoding.scale() / 2;
      for (int i = 0; i < codes.length; i++) {
        double x = wanted[order.get(i)];
        whole.add(x, encoding.dequantize(codes[i]));
        if (x < low || x > high) {
          saturated++;
        } else {
          rounding.add(x, encoding.dequantize(encoding.quantize(x)));
        }
      }
      count += codes.length;
    }

    private Layer layer() {
      return new Layer(
          note.layer(),
          whole.decibels(),
          rounding.decibels(),
          (double) saturated / count,
          note.requantizationError());
    }
  }
}
