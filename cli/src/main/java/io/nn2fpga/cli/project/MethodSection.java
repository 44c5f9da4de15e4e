package io.nn2fpga.cli.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.quant.Calibrator;
import io.nn2fpga.quant.QuantizationMethod;
import java.util.List;

/**
 * The section {@code method} of a quantization file; keys that are missing stand for defaults, but
 * for corrections of biases: a file says what is added to them, and what it does not say is
 * nothing.
 */
final class MethodSection {
  private static final String KEY = "method";
  private static final List<String> KEYS =
      List.of(
          "calibrator",
          "percentile",
          "weights",
          "activations",
          "power_of_two_scales",
          "bias_correction",
          "equalize");

  private MethodSection() {}

  static void write(ObjectNode root, QuantizationMethod method) {
    root.putObject(KEY)
        .put("calibrator", method.calibrator().word())
        .put("percentile", method.percentile())
        .put("weights", method.perTensorWeights() ? "per-tensor" : "per-channel")
        .put("activations", method.symmetricActivations() ? "symmetric" : "asymmetric")
        .put("power_of_two_scales", method.powerOfTwoScales())
        .put("bias_correction", method.biasCorrection())
        .put("equalize", method.equalize());
  }

  static QuantizationMethod read(CheckedYaml yaml, JsonNode root) {
    JsonNode method = root.path(KEY);
    QuantizationMethod otherwise = QuantizationMethod.DEFAULT.withBiasCorrection(false);
    if (method.isMissingNode()) {
      return otherwise;
    }
    yaml.requireKnown(method, KEY + "/", KEYS, "key");
    String calibrator = word(yaml, method, "calibrator", Calibrator.words());
    double percentile = method.path("percentile").asDouble(otherwise.percentile());
    if (!(percentile > 50 && percentile <= 100)) {
      yaml.problem(
          "'percentile' is " + method.path("percentile"),
          KEY + "/percentile",
          "it is above 50 and at most 100");
      percentile = otherwise.percentile();
    }
    return new QuantizationMethod(
        Calibrator.of(calibrator),
        percentile,
        word(yaml, method, "weights", List.of("per-channel", "per-tensor")).equals("per-tensor"),
        word(yaml, method, "activations", List.of("asymmetric", "symmetric")).equals("symmetric"),
        truth(yaml, method, "power_of_two_scales"),
        truth(yaml, method, "bias_correction"),
        truth(yaml, method, "equalize"));
  }

  /** A word; the first one if there is none, and where it is not known. */
  private static String word(CheckedYaml yaml, JsonNode method, String key, List<String> known) {
    String word = method.path(key).asText(known.get(0));
    if (known.contains(word)) {
      return word;
    }
    yaml.problem(
        "'" + key + "' is '" + word + "'",
        KEY + "/" + key,
        "it is one of " + String.join(", ", known));
    return known.get(0);
  }

  private static boolean truth(CheckedYaml yaml, JsonNode method, String key) {
    JsonNode value = method.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      yaml.problem("'" + key + "' is " + value, KEY + "/" + key, "it is true or false");
    }
    return value.asBoolean(false);
  }
}
