package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.LogSoftmax;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import org.jspecify.annotations.Nullable;

/** Activation functions that layers name, and QKeras' quantizers in their place. */
final class Activations {
  /** Constants of self-normalizing networks, Klambauer et al. 2017. */
  private static final double SELU_ALPHA = 1.6732632423543772;

  private static final double SELU_SCALE = 1.0507009873554805;

  private Activations() {}

  /**
   * A value behind an activation.
   *
   * @param activation a name, a function object, a quantizer, or null
   */
  static String apply(LayerScope layer, JsonNode activation, String value) {
    String name = name(activation);
    if (name == null || name.equals("linear")) {
      return value;
    }
    Quantizer quantizer = Quantizer.parse(layer, activation);
    if (quantizer != null) {
      return quantizer.apply(value);
    }
    return layer.emit(operation(layer, name, layer.shape(value).size() - 1), value);
  }

  /** Its name, or null if there is none. */
  static @Nullable String name(JsonNode activation) {
    if (activation.isTextual()) {
      return activation.asText();
    }
    if (!activation.isObject()) {
      return null;
    }
    // Functions are {"class_name": "function", "config": "relu"}.
    JsonNode config = activation.path("config");
    return config.isTextual() ? config.asText() : activation.path("class_name").asText();
  }

  private static NnOperation operation(LayerScope layer, String name, int lastAxis) {
    return switch (name) {
      case "relu" -> new Relu();
      case "relu6" -> new Clip(0, 6);
      case "softmax" -> new Softmax(lastAxis);
      case "log_softmax" -> new LogSoftmax(lastAxis);
      case "sigmoid" -> Unary.of(UnaryFunction.SIGMOID);
      case "tanh" -> Unary.of(UnaryFunction.TANH);
      case "elu" -> new Unary(UnaryFunction.ELU, 1, 0);
      case "selu" -> new Unary(UnaryFunction.SELU, SELU_ALPHA, SELU_SCALE);
      case "softplus" -> Unary.of(UnaryFunction.SOFTPLUS);
      case "softsign" -> Unary.of(UnaryFunction.SOFTSIGN);
      case "exponential" -> Unary.of(UnaryFunction.EXP);
      case "leaky_relu" -> new Unary(UnaryFunction.LEAKY_RELU, 0.2, 0);
      case "gelu" -> Unary.of(UnaryFunction.GELU);
      case "mish" -> Unary.of(UnaryFunction.MISH);
      case "silu", "swish" -> new Unary(UnaryFunction.SWISH, 1, 0);
      case "hard_silu", "hard_swish" -> Unary.of(UnaryFunction.HARD_SWISH);
      case "hard_sigmoid" ->
          layer.isKeras3()
              ? new Unary(UnaryFunction.HARD_SIGMOID, 1.0 / 6, 0.5)
              : new Unary(UnaryFunction.HARD_SIGMOID, 0.2, 0.5);
      default ->
          throw layer.refuse(
              "the activation '" + name + "' is not known", "use an activation of Keras");
    };
  }
}
