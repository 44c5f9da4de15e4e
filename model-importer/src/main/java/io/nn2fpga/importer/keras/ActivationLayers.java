package io.nn2fpga.importer.keras;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import java.util.Map;

/** Imports of layers that are activation functions. */
final class ActivationLayers {
  private ActivationLayers() {}

  static final Map<String, LayerImport> ALL =
      Map.of(
          "Activation", ActivationLayers::activation,
          "ELU", layer -> unary(layer, UnaryFunction.ELU, layer.config().number("alpha", 1)),
          "LeakyReLU", ActivationLayers::leakyRelu,
          "PReLU", ActivationLayers::prelu,
          "QActivation", ActivationLayers::activation,
          "ReLU", ActivationLayers::relu,
          "Softmax", ActivationLayers::softmax,
          "ThresholdedReLU",
              layer ->
                  unary(layer, UnaryFunction.THRESHOLDED_RELU, layer.config().number("theta", 1)));

  private static void activation(LayerScope layer) {
    layer.finish(Activations.apply(layer, layer.config().get("activation"), layer.input()));
  }

  private static void unary(LayerScope layer, UnaryFunction function, double alpha) {
    layer.finish(layer.main(new Unary(function, alpha, 0), layer.input()));
  }

  private static void leakyRelu(LayerScope layer) {
    String slope = layer.config().has("negative_slope") ? "negative_slope" : "alpha";
    unary(layer, UnaryFunction.LEAKY_RELU, layer.config().number(slope, 0.3f));
  }

  private static void relu(LayerScope layer) {
    LayerConfig config = layer.config();
    double slope = config.number("negative_slope", 0);
    double most = config.number("max_value", Double.POSITIVE_INFINITY);
    if (config.number("threshold", 0) != 0) {
      throw layer.refuse("'threshold' is " + config.number("threshold", 0), "use a threshold of 0");
    }
    if (slope != 0) {
      String value = layer.main(new Unary(UnaryFunction.LEAKY_RELU, slope, 0), layer.input());
      boolean bounded = most < Double.POSITIVE_INFINITY;
      layer.finish(
          bounded
              ? layer.emit(layer.checked(() -> new Clip(Double.NEGATIVE_INFINITY, most)), value)
              : value);
    } else if (most < Double.POSITIVE_INFINITY) {
      layer.finish(layer.main(layer.checked(() -> new Clip(0, most)), layer.input()));
    } else {
      layer.finish(layer.main(new Relu(), layer.input()));
    }
  }

  /** One slope an element, or one for all along shared axes. */
  private static void prelu(LayerScope layer) {
    FloatTensor slopes = layer.variable("alpha").tensor();
    layer.finish(
        layer.main(
            new Binary(BinaryFunction.PRELU), layer.input(), layer.constant("alpha", slopes)));
  }

  private static void softmax(LayerScope layer) {
    int rank = layer.shape(layer.input()).size();
    java.util.List<Integer> axes = layer.config().list("axis");
    int axis = axes.isEmpty() ? -1 : axes.get(0);
    if (axes.size() > 1) {
      throw layer.refuse("'axis' is " + axes, "use one axis");
    }
    layer.finish(layer.main(new Softmax(axis < 0 ? axis + rank : axis - 1), layer.input()));
  }
}
