package io.nn2fpga.importer.keras;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.Mul;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Imports of layers that scale and shift, and of those that do nothing at inference. */
final class NormalizationLayers {
  private static final LayerImport NOTHING = layer -> layer.finish(layer.input());

  private NormalizationLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.ofEntries(
          Map.entry("ActivityRegularization", NOTHING),
          Map.entry("AlphaDropout", NOTHING),
          Map.entry("BatchNormalization", NormalizationLayers::batchNormalization),
          Map.entry("Dropout", NOTHING),
          Map.entry("GaussianDropout", NOTHING),
          Map.entry("GaussianNoise", NOTHING),
          Map.entry("Identity", NOTHING),
          Map.entry("Normalization", NormalizationLayers::normalization),
          Map.entry("Rescaling", NormalizationLayers::rescaling),
          Map.entry("SpatialDropout1D", NOTHING),
          Map.entry("SpatialDropout2D", NOTHING));

  /**
   * What a batch normalization holds.
   *
   * @param gamma factor, {@code [C]}
   * @param beta addend, {@code [C]}
   */
  record Statistics(
      KerasTensor gamma, KerasTensor beta, KerasTensor mean, KerasTensor variance, double epsilon) {

    /** Reads the variables; {@code counter} says that training steps are counted before them. */
    static Statistics read(LayerScope layer, int channels, boolean counter) {
      LayerConfig config = layer.config();
      KerasTensor gamma =
          config.flag("scale", true) ? layer.variable("gamma") : filled(channels, 1);
      KerasTensor beta = config.flag("center", true) ? layer.variable("beta") : filled(channels, 0);
      if (counter) {
        layer.skipVariable();
      }
      KerasTensor mean = layer.variable("moving_mean");
      KerasTensor variance = layer.variable("moving_variance");
      for (KerasTensor vector : List.of(gamma, beta, mean, variance)) {
        if (vector.data().length != channels) {
          throw layer.refuse(
              "a parameter of extents " + vector.dims() + " for " + channels + " channels", null);
        }
      }
      return new Statistics(gamma, beta, mean, variance, config.number("epsilon", 1e-3));
    }

    private static KerasTensor filled(int channels, float value) {
      float[] data = new float[channels];
      Arrays.fill(data, value);
      return new KerasTensor(List.of(channels), data);
    }
  }

  static void batchNormalization(LayerScope layer) {
    List<Integer> shape = layer.shape(layer.input());
    List<Integer> axes = layer.config().list("axis");
    if (axes.size() > 1 || (axes.size() == 1 && axes.get(0) != -1 && axes.get(0) != shape.size())) {
      throw layer.refuse("'axis' is " + axes, "normalize along the last axis, the channels");
    }
    Statistics statistics = Statistics.read(layer, shape.get(shape.size() - 1), false);
    String y =
        layer.main(
            new BatchNormalization(statistics.epsilon()),
            layer.channelsFirst(layer.input()),
            statistics.gamma().add(layer, "gamma"),
            statistics.beta().add(layer, "beta"),
            statistics.mean().add(layer, "moving_mean"),
            statistics.variance().add(layer, "moving_variance"));
    layer.finish(layer.channelsLast(y));
  }

  private static FloatTensor vector(float[] numbers) {
    return numbers.length == 1 ? FloatTensor.of(numbers) : FloatTensor.of(numbers, numbers.length);
  }

  private static void rescaling(LayerScope layer) {
    LayerConfig config = layer.config();
    String scaled =
        layer.main(
            new Mul(), layer.input(), layer.constant("scale", vector(config.numbers("scale"))));
    float[] offset = config.has("offset") ? config.numbers("offset") : new float[1];
    layer.finish(layer.emit(new Add(), scaled, layer.constant("offset", vector(offset))));
  }

  /** (x − mean) / max(√variance, 1e-7), along the last axis. */
  private static void normalization(LayerScope layer) {
    LayerConfig config = layer.config();
    if (config.flag("invert", false)) {
      throw layer.refuse("'invert' is true", "normalize, or use Rescaling");
    }
    int channels = layer.type(layer.input()).extent(-1);
    float[] mean = statistic(layer, "mean", channels);
    float[] variance = statistic(layer, "variance", channels);
    for (int i = 0; i < mean.length; i++) {
      mean[i] = -mean[i];
    }
    for (int i = 0; i < variance.length; i++) {
      variance[i] = (float) Math.max(Math.sqrt(variance[i]), 1e-7);
    }
    String centred = layer.main(new Add(), layer.input(), layer.constant("mean", vector(mean)));
    layer.finish(layer.emit(new Div(), centred, layer.constant("deviation", vector(variance))));
  }

  private static float[] statistic(LayerScope layer, String name, int channels) {
    float[] numbers =
        layer.config().has(name)
            ? layer.config().numbers(name)
            : layer.variable(name).data().clone();
    if (numbers.length != 1 && numbers.length != channels) {
      throw layer.refuse(
          "'" + name + "' has " + numbers.length + " numbers for " + channels + " channels",
          "normalize along the last axis");
    }
    return numbers;
  }
}
