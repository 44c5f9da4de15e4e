package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of QKeras' quantizers, as QKeras 0.9 computes it at inference. With m = 2^(bits − sign) and i
 * = 2^integer, {@code quantized_bits} is alpha·i/m · clamp(round(x·m/i)), ties to even.
 */
final class Quantizer {
  private static final Set<String> NAMES =
      Set.of(
          "binary",
          "quantized_bits",
          "quantized_relu",
          "quantized_sigmoid",
          "quantized_tanh",
          "ternary");

  /** Codes of more bits are not exact in binary32. */
  private static final int MOST_BITS = 24;

  private final String name;
  private final LayerConfig config;
  private final LayerScope layer;

  private Quantizer(LayerScope layer, String name, JsonNode config) {
    this.layer = layer;
    this.name = name;
    this.config =
        new LayerConfig(
            config, message -> layer.refuse("quantizer " + name + ": " + message, null));
  }

  /**
   * The quantizer that an attribute holds, as an object or as a call in text.
   *
   * @return null if there is none, or it is an activation function of Keras
   * @throws io.nn2fpga.diag.DiagnosticException if it is a quantizer that cannot be imported
   */
  static @Nullable Quantizer parse(LayerScope layer, JsonNode attribute) {
    String name = Activations.name(attribute);
    if (name == null) {
      return null;
    }
    JsonNode config = attribute.path("config");
    if (attribute.isTextual()) {
      QuantizerCall call = QuantizerCall.parse(name);
      if (call == null) {
        return null;
      }
      name = call.name();
      config = call.arguments();
    }
    name = name.substring(name.lastIndexOf('>') + 1);
    if (NAMES.contains(name)) {
      Quantizer quantizer = new Quantizer(layer, name, config);
      quantizer.checkNoise();
      return quantizer;
    }
    if (name.startsWith("quantized_")
        || name.startsWith("stochastic_")
        || name.equals("bernoulli")) {
      throw layer.refuse(
          "the quantizer '" + name + "' is not read",
          "use one of " + new java.util.TreeSet<>(NAMES));
    }
    return null;
  }

  private void checkNoise() {
    if (config.number("qnoise_factor", 1) != 1) {
      throw refuse("'qnoise_factor' is " + config.get("qnoise_factor"), "train to a factor of 1");
    }
  }

  private int bits() {
    int bits = config.integer("bits", 8);
    if (bits < 1 || bits > MOST_BITS) {
      throw refuse("'bits' is " + bits, "use 1 to " + MOST_BITS + " bits");
    }
    return bits;
  }

  private boolean symmetric() {
    return config.flag("symmetric", false);
  }

  private boolean keepsNegative() {
    return config.flag("keep_negative", true);
  }

  private float integerRange() {
    return (float) Math.scalb(1.0, config.integer("integer", 0));
  }

  /** Whether the scale is computed from the numbers that are quantized. */
  private boolean automatic(boolean trained) {
    return config.get("alpha").isTextual() || (trained && !config.has("alpha"));
  }

  private boolean powerOfTwo() {
    return !config.text("alpha", "auto_po2").equals("auto");
  }

  private float alpha() {
    return (float) config.number("alpha", 1);
  }

  private RuntimeException refuse(String message, @Nullable String hint) {
    return layer.refuse("quantizer " + name + ": " + message, hint);
  }

  /**
   * Weights as codes.
   *
   * @param trained whether a missing scale means that of the least error, a power of two
   */
  QuantizedWeights weights(KerasTensor x, boolean trained) {
    boolean automatic = automatic(trained);
    switch (name) {
      case "quantized_bits" -> {
        int bits = bits();
        if (automatic) {
          IntegerElement element = IntegerElement.signed(bits);
          return new AutomaticScale(powerOfTwo()).bits(x, bits, integerRange(), element);
        }
        if (bits - (keepsNegative() ? 1 : 0) == 0) {
          return signs(x);
        }
        Quantize quantize = fixedPoint();
        float scale = scale();
        float[] codes = new float[x.data().length];
        for (int i = 0; i < codes.length; i++) {
          codes[i] = quantize.code(x.data()[i], scale, 0);
        }
        return AutomaticScale.constant(
            quantize.element(), new KerasTensor(x.dims(), codes), alpha() * scale);
      }
      case "binary" -> {
        if (config.flag("use_01", false)) {
          throw refuse("'use_01' is true", "use −1 and +1");
        }
        return automatic ? new AutomaticScale(powerOfTwo()).binary(x) : signs(x);
      }
      case "ternary" -> {
        return automatic
            ? new AutomaticScale(powerOfTwo()).ternary(x, config.integer("number_of_unrolls", 5))
            : AutomaticScale.ternary(x, threshold(), alpha());
      }
      default -> throw refuse("it does not quantize weights here", "use quantized_bits");
    }
  }

  private QuantizedWeights signs(KerasTensor x) {
    float[] codes = new float[x.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = x.data()[i] >= 0 ? 1 : -1;
    }
    return AutomaticScale.constant(
        BipolarQuantize.ELEMENT, new KerasTensor(x.dims(), codes), alpha());
  }

  private float threshold() {
    return (float) config.number("threshold", 0.33f);
  }

  private float scale() {
    boolean signed = name.equals("quantized_bits") && keepsNegative();
    return integerRange() / (float) Math.scalb(1.0, bits() - (signed ? 1 : 0));
  }

  /** quantized_bits by a given scale. */
  private Quantize fixedPoint() {
    IntegerElement element = new IntegerElement(bits(), keepsNegative());
    int min = (int) element.min() + (keepsNegative() && symmetric() ? 1 : 0);
    return quantize(element, min);
  }

  private Quantize quantize(IntegerElement element, int min) {
    return layer.checked(
        () -> new Quantize(element, min, (int) element.max(), RoundingMode.HALF_EVEN, 0, false));
  }

  /** A value of the graph behind the quantizer. */
  String apply(String value) {
    if (automatic(false)) {
      throw refuse(
          "'alpha' is " + config.get("alpha") + ", a scale that depends on the data",
          "give a number as alpha to the quantizers of activations");
    }
    return switch (name) {
      case "quantized_bits" ->
          bits() - (keepsNegative() ? 1 : 0) == 0
              ? coded(new BipolarQuantize(), value, alpha(), 0)
              : onGrid(fixedPoint(), scale(), alpha() * scale(), value);
      case "quantized_relu" -> relu(value);
      case "quantized_tanh" -> tanh(value);
      case "quantized_sigmoid" -> sigmoid(value);
      case "binary" -> binary(value);
      case "ternary" -> ternary(value);
      default -> throw new IllegalStateException(name);
    };
  }

  private String relu(String value) {
    if (config.flag("use_sigmoid", false) || config.number("negative_slope", 0) != 0) {
      throw refuse(
          "'use_sigmoid' or 'negative_slope' is set", "use the plain form of quantized_relu");
    }
    return onGrid(quantize(IntegerElement.unsigned(bits()), 0), scale(), scale(), value);
  }

  /** Without the real function it is a clip to [−1, 1], which the range of the codes implies. */
  private String tanh(String value) {
    IntegerElement element = IntegerElement.signed(bits());
    float scale = (float) Math.scalb(1.0, 1 - bits());
    String x =
        config.flag("use_real_tanh", false)
            ? layer.emit(Unary.of(UnaryFunction.TANH), value)
            : value;
    int min = (int) element.min() + (symmetric() ? 1 : 0);
    return onGrid(quantize(element, min), scale, scale, x);
  }

  /** Without the real function it is max(0, min(1, x/2 + 1/2)). */
  private String sigmoid(String value) {
    Unary function =
        config.flag("use_real_sigmoid", false)
            ? Unary.of(UnaryFunction.SIGMOID)
            : new Unary(UnaryFunction.HARD_SIGMOID, 0.5, 0.5);
    IntegerElement element = IntegerElement.unsigned(bits());
    float scale = (float) Math.scalb(1.0, -bits());
    Quantize quantize = quantize(element, symmetric() ? 1 : 0);
    return onGrid(quantize, scale, scale, layer.emit(function, value));
  }

  private String binary(String value) {
    if (!config.flag("use_01", false)) {
      return coded(new BipolarQuantize(), value, alpha(), 0);
    }
    return coded(new MultiThreshold(0), value, alpha(), 0, 0f);
  }

  /** −1 up to −threshold, +1 from threshold on, else 0; as a count of thresholds less one. */
  private String ternary(String value) {
    float threshold = threshold();
    return coded(new MultiThreshold(0), value, alpha(), 1, Math.nextUp(-threshold), threshold);
  }

  private String coded(
      NnOperation operation, String value, float scale, float zero, float... thresholds) {
    String codes =
        thresholds.length == 0
            ? layer.emit(operation, value)
            : layer.emit(
                operation,
                value,
                layer.constant("thresholds", FloatTensor.of(thresholds, 1, thresholds.length)));
    return layer.emit(
        new Dequantize(0), codes, layer.number("scale", scale), layer.number("zero", zero));
  }

  private String onGrid(Quantize quantize, float scale, float output, String value) {
    String zero = layer.number("zero", 0);
    String codes = layer.emit(quantize, value, layer.number("scale", scale), zero);
    return layer.emit(new Dequantize(0), codes, layer.number("output_scale", output), zero);
  }
}
