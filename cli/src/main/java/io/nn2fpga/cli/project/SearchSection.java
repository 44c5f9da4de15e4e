package io.nn2fpga.cli.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.precision.TradeOff.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code search} of a quantization file: the trade-off that a search for bits found,
 * for the reports of builds that replay the file. It decides no result.
 */
final class SearchSection {
  private static final String KEY = "search";
  private static final List<String> KEYS =
      List.of("metric", "samples", "max_loss", "unit", "start", "chosen", "curve");
  private static final List<String> POINT =
      List.of("cost", "loss", "standard_error", "weight_bits", "activation_bits");

  private SearchSection() {}

  static void write(ObjectNode root, TradeOff found) {
    ObjectNode search =
        root.putObject(KEY)
            .put("metric", found.metric())
            .put("samples", found.samples())
            .put("max_loss", found.maxLoss())
            .put("unit", found.unit());
    put(search.putObject("start"), found.start());
    put(search.putObject("chosen"), found.chosen());
    var curve = search.putArray("curve");
    found.curve().forEach(point -> put(curve.addObject(), point));
  }

  private static void put(ObjectNode node, Point point) {
    node.put("cost", point.cost())
        .put("loss", point.loss())
        .put("standard_error", point.standardError())
        .put("weight_bits", point.weightBits())
        .put("activation_bits", point.activationBits());
  }

  /** The trade-off without bits of layers and sensitivities, which the file does not hold. */
  static @Nullable TradeOff read(CheckedYaml yaml, JsonNode root) {
    JsonNode search = root.path(KEY);
    if (search.isMissingNode()) {
      return null;
    }
    yaml.requireKnown(search, KEY + "/", KEYS, "key");
    String metric = search.path("metric").asText("");
    if (!metric.equals("top1") && !metric.equals("agreement")) {
      yaml.problem("'metric' is '" + metric + "'", KEY + "/metric", "it is one of top1, agreement");
    }
    List<Point> curve = new ArrayList<>();
    for (int i = 0; i < search.path("curve").size(); i++) {
      curve.add(point(yaml, search.path("curve").path(i), KEY + "/curve/" + i));
    }
    return new TradeOff(
        metric,
        yaml.whole(search.path("samples"), KEY + "/samples", 1, Integer.MAX_VALUE),
        number(yaml, search, KEY, "max_loss"),
        search.path("unit").asText(""),
        point(yaml, search.path("start"), KEY + "/start"),
        curve,
        point(yaml, search.path("chosen"), KEY + "/chosen"),
        List.of());
  }

  private static Point point(CheckedYaml yaml, JsonNode node, String path) {
    yaml.requireKnown(node, path + "/", POINT, "key");
    return new Point(
        number(yaml, node, path, "cost"),
        number(yaml, node, path, "loss"),
        number(yaml, node, path, "standard_error"),
        number(yaml, node, path, "weight_bits"),
        number(yaml, node, path, "activation_bits"),
        Map.of());
  }

  private static double number(CheckedYaml yaml, JsonNode node, String path, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
      yaml.problem(
          "'" + key + "' is " + (value.isMissingNode() ? "missing" : value.toString()),
          path + "/" + key,
          "it is a number");
      return 0;
    }
    return value.asDouble();
  }
}
