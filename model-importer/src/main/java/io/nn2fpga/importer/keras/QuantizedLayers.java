package io.nn2fpga.importer.keras;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Imports of QKeras' layers: those of Keras on weights that quantizers made codes of. */
final class QuantizedLayers {
  private QuantizedLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.of(
          "QBatchNormalization", QuantizedLayers::batchNormalization,
          "QConv1D", layer -> convolution(layer, 1),
          "QConv2D", layer -> convolution(layer, 2),
          "QConv2DBatchnorm",
              layer -> folded(layer, (k, b) -> LinearLayers.convolution(layer, 2, k, b)),
          "QDense",
              layer ->
                  LinearLayers.finish(layer, LinearLayers.dense(layer, kernel(layer), bias(layer))),
          "QDenseBatchnorm", layer -> folded(layer, (k, b) -> LinearLayers.dense(layer, k, b)),
          "QDepthwiseConv2D", QuantizedLayers::depthwiseConvolution);

  private static void convolution(LayerScope layer, int axes) {
    LinearLayers.finish(layer, LinearLayers.convolution(layer, axes, kernel(layer), bias(layer)));
  }

  private static void depthwiseConvolution(LayerScope layer) {
    Kernel kernel =
        quantized(layer, "depthwise_quantizer", layer.variable("depthwise_kernel", "kernel"), true);
    LinearLayers.finish(layer, LinearLayers.depthwiseConvolution(layer, 2, kernel, bias(layer)));
  }

  private static Kernel kernel(LayerScope layer) {
    return quantized(layer, "kernel_quantizer", layer.variable("kernel"), true);
  }

  private static @Nullable Kernel bias(LayerScope layer) {
    KerasTensor bias = LinearLayers.bias(layer);
    return bias == null ? null : quantized(layer, "bias_quantizer", bias, false);
  }

  /**
   * A variable behind a layer's quantizer, or as it is if there is none.
   *
   * @param trained whether the quantizer's scale, where none is given, is that of the least error
   */
  private static Kernel quantized(
      LayerScope layer, String name, KerasTensor variable, boolean trained) {
    Quantizer quantizer = Quantizer.parse(layer, layer.config().get(name));
    return quantizer == null ? variable : quantizer.weights(variable, trained);
  }

  /** The batch normalization behind a layer goes into its weights before they are quantized. */
  private static void folded(
      LayerScope layer, BiFunction<Kernel, @Nullable Kernel, String> operation) {
    KerasTensor kernel = layer.variable("kernel");
    KerasTensor bias = LinearLayers.bias(layer);
    if (kernel.dims().isEmpty() || (bias != null && bias.data().length != kernel.last())) {
      throw layer.refuse("kernel and bias do not fit each other", null);
    }
    int channels = kernel.last();
    NormalizationLayers.Statistics statistics =
        NormalizationLayers.Statistics.read(layer, channels, true);
    float[] scaled = kernel.data().clone();
    float[] shifted = new float[channels];
    for (int c = 0; c < channels; c++) {
      float deviation = (float) (statistics.variance().data()[c] + (float) statistics.epsilon());
      float factor = (float) (1 / Math.sqrt(deviation)) * statistics.gamma().data()[c];
      for (int i = c; i < scaled.length; i += channels) {
        scaled[i] *= factor;
      }
      float offset = (bias == null ? 0 : bias.data()[c]) - statistics.mean().data()[c];
      shifted[c] = factor * offset + statistics.beta().data()[c];
    }
    Kernel weights =
        quantized(layer, "kernel_quantizer", new KerasTensor(kernel.dims(), scaled), true);
    Kernel addend =
        quantized(layer, "bias_quantizer", new KerasTensor(List.of(channels), shifted), false);
    LinearLayers.finish(layer, operation.apply(weights, addend));
  }

  /** Parameters that are quantized themselves would need another form of the layer. */
  private static void batchNormalization(LayerScope layer) {
    for (String parameter : List.of("gamma", "beta", "mean", "variance", "inverse")) {
      if (layer.config().has(parameter + "_quantizer")) {
        throw layer.refuse(
            "'" + parameter + "_quantizer' is " + layer.config().get(parameter + "_quantizer"),
            "leave the parameters of the batch normalization unquantized");
      }
    }
    NormalizationLayers.batchNormalization(layer);
  }
}
