package io.nn2fpga.cli.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.QuantizedLayer;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.LinearOp;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.QuantizationMethod;
import io.nn2fpga.quant.RealRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code quantization.yaml}: how numbers become codes, the bits of every layer, the range of real
 * numbers that its codes are spread over, and what is added to its biases. Together with the model
 * and the preprocessing they decide every result; a schedule decides none.
 */
public final class QuantizationFile {
  private static final String HEAD =
      """
      # Method, bits and ranges of each layer: what the accelerator computes. Edit it and replay it with
      # --quantization. schedule.yaml beside it decides speed and size only.
      """;
  private static final List<String> KEYS = List.of("method", "input", "layers", "search");
  private static final List<String> INPUT = List.of("bits", "range");
  private static final List<String> LAYER =
      List.of("weights", "bias_correction", "activations", "range");

  private final CheckedYaml yaml;

  private QuantizationFile(Path file) {
    yaml = new CheckedYaml(file, Code.QUANTIZATION);
  }

  /**
   * What a network is quantized by.
   *
   * @param bits of every layer
   * @param calibration the range of every layer's first value, and of the input; corrections of
   *     biases
   * @param method how numbers become codes
   * @param tradeOff what a search for the bits found; null if there was none
   */
  public record Quantization(
      BitWidths bits,
      Calibration calibration,
      QuantizationMethod method,
      @Nullable TradeOff tradeOff) {}

  /**
   * The text for a quantized network; {@link #read} of it quantizes the same network equally.
   *
   * @param chosen what it was quantized by
   */
  public static String write(QuantizedModel model, Quantization chosen) {
    ObjectNode root = CheckedYaml.object();
    MethodSection.write(root, chosen.method());
    put(root.putObject("input").put("bits", model.input().element().bits()), model.inputRange());
    ObjectNode layers = root.putObject("layers");
    for (LayerNote note : model.layers()) {
      ObjectNode layer = layers.putObject(note.layer());
      Integer weightBits = note.weightBits();
      if (weightBits != null) {
        layer.put("weights", weightBits);
      }
      List<Double> corrections = chosen.calibration().biasCorrections().get(note.layer());
      if (corrections != null) {
        corrections.forEach(layer.putArray("bias_correction")::add);
      }
      put(layer.put("activations", note.encoding().element().bits()), note.range());
    }
    TradeOff tradeOff = chosen.tradeOff();
    if (tradeOff != null) {
      SearchSection.write(root, tradeOff);
    }
    return HEAD + CheckedYaml.text(root);
  }

  private static void put(ObjectNode node, @Nullable RealRange range) {
    if (range != null) {
      node.putArray("range").add(range.min()).add(range.max());
    }
  }

  /**
   * How a file says that numbers become codes: what has to be known before a graph is simplified.
   *
   * @throws DiagnosticException FILE_NOT_FOUND, MALFORMED_FILE, or QUANTIZATION with every unknown
   *     word
   */
  public static QuantizationMethod method(Path file) {
    CheckedYaml yaml = new CheckedYaml(file, Code.QUANTIZATION);
    QuantizationMethod method = MethodSection.read(yaml, yaml.parse("the quantization file"));
    yaml.throwIfAny();
    return method;
  }

  /**
   * Reads a file for a simplified graph.
   *
   * @throws DiagnosticException FILE_NOT_FOUND, MALFORMED_FILE, or QUANTIZATION with every unknown
   *     or missing layer, width and range
   */
  public static Quantization read(Path file, Graph simplified) {
    return new QuantizationFile(file).read(simplified);
  }

  private Quantization read(Graph simplified) {
    JsonNode root = yaml.parse("the quantization file");
    yaml.requireKnown(root, "", KEYS, "key");
    Map<String, RealRange> ranges = new LinkedHashMap<>();
    JsonNode input = root.path("input");
    yaml.requireKnown(input, "input/", INPUT, "key");
    int inputBits = bits(input, "input", "bits");
    ranges.put(simplified.inputs().get(0), range(input, "input"));
    List<QuantizedLayer> known = QuantizedLayer.of(simplified);
    JsonNode layers = root.path("layers");
    yaml.requireKnown(
        layers, "layers/", known.stream().map(QuantizedLayer::name).toList(), "layer");
    Map<String, BitWidths.Layer> bits = new LinkedHashMap<>();
    Map<String, List<Double>> corrections = new LinkedHashMap<>();
    QuantizationMethod method = MethodSection.read(yaml, root);
    for (QuantizedLayer layer : known) {
      String path = "layers/" + layer.name();
      JsonNode own = layers.path(layer.name());
      if (own.isMissingNode()) {
        yaml.problem(
            "layer '" + layer.name() + "' is missing", "layers", "give its bits and range");
        continue;
      }
      List<String> keys = layer.weighted() ? LAYER : LAYER.subList(2, LAYER.size());
      yaml.requireKnown(own, path + "/", keys, "key");
      Integer weights = layer.weighted() ? bits(own, path, "weights") : null;
      bits.put(layer.name(), new BitWidths.Layer(weights, bits(own, path, "activations")));
      ranges.put(layer.first().output(), range(own, path));
      if (layer.weighted() && (own.has("bias_correction") || method.biasCorrection())) {
        corrections.put(layer.name(), corrections(own, path, channels(simplified, layer)));
      }
    }
    TradeOff tradeOff = SearchSection.read(yaml, root);
    yaml.throwIfAny();
    return new Quantization(
        new BitWidths(BitWidths.MOST, BitWidths.MOST, inputBits, BitWidths.MOST, bits),
        new Calibration(ranges, corrections),
        method,
        tradeOff);
  }

  private static int channels(Graph simplified, QuantizedLayer layer) {
    LinearOp op = (LinearOp) layer.first().op();
    return simplified
        .value(layer.first().inputs().get(op.weightOperand()))
        .tensor()
        .extent(op.weightOutputAxis());
  }

  private List<Double> corrections(JsonNode layer, String path, int channels) {
    JsonNode given = layer.path("bias_correction");
    List<Double> corrections = new ArrayList<>();
    for (JsonNode number : given) {
      if (number.isNumber() && Double.isFinite(number.asDouble())) {
        corrections.add(number.asDouble());
      }
    }
    if (corrections.size() != channels || given.size() != channels) {
      yaml.problem(
          "'bias_correction' "
              + (given.isMissingNode() ? "is missing" : "has " + given.size() + " entries"),
          path + "/bias_correction",
          "it has " + channels + " numbers, one an output channel");
    }
    return corrections;
  }

  private int bits(JsonNode node, String path, String key) {
    return yaml.whole(node.path(key), path + "/" + key, BitWidths.LEAST, BitWidths.MOST);
  }

  private RealRange range(JsonNode node, String path) {
    JsonNode range = node.path("range");
    double min = range.path(0).asDouble(Double.NaN);
    double max = range.path(1).asDouble(Double.NaN);
    if (range.size() == 2 && Double.isFinite(min) && Double.isFinite(max) && min <= max) {
      return new RealRange(min, max);
    }
    yaml.problem(
        "'range' is " + (range.isMissingNode() ? "missing" : range.toString()),
        path + "/range",
        "it is the smallest and the largest number, as in [-1.5, 4.0]");
    return new RealRange(0, 0);
  }
}
