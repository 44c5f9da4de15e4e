package io.nn2fpga.boards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one board's descriptor and collects all that is wrong with it. */
final class BoardReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final List<String> KEYS =
      List.of("name", "title", "part", "family", "resources", "clockMhz", "flow", "zynq");
  private static final List<String> ZYNQ = List.of("boardPart", "processor");
  private static final List<String> RESOURCES = List.of("lut", "ff", "dsp", "bram36", "uram");

  private final String place;
  private final String text;
  private final Diagnostics problems = new Diagnostics();

  /**
   * A reader.
   *
   * @param place names the file in diagnostics
   * @param text its contents
   */
  BoardReader(String place, String text) {
    this.place = place;
    this.text = text;
  }

  Board read() {
    JsonNode root = parse();
    requireKeys(root, "", KEYS);
    String name = string(root, "name", List.of());
    String title = string(root, "title", List.of());
    String part = string(root, "part", List.of());
    String family = string(root, "family", Boards.families());
    String flow = string(root, "flow", words());
    double clock = number(root, "", "clockMhz", false);
    if (clock == 0) {
      problem("'clockMhz' is 0", "give a target above 0");
    }
    JsonNode amounts = root.path("resources");
    requireKeys(amounts, "resources", RESOURCES);
    Resources resources =
        new Resources(
            (long) number(amounts, "resources.", "lut", true),
            (long) number(amounts, "resources.", "ff", true),
            (long) number(amounts, "resources.", "dsp", true),
            number(amounts, "resources.", "bram36", false),
            (long) number(amounts, "resources.", "uram", true));
    Zynq zynq = zynq(root);
    problems.throwIfAny();
    Board.Flow tools =
        Arrays.stream(Board.Flow.values())
            .filter(f -> f.word().equals(flow))
            .findFirst()
            .orElseThrow();
    return new Board(name, title, part, Boards.family(family), resources, clock, tools, zynq);
  }

  /** Required with the flow of Vivado, refused without it. */
  private @Nullable Zynq zynq(JsonNode root) {
    JsonNode node = root.path("zynq");
    boolean vivado = root.path("flow").asText().equals(Board.Flow.VIVADO.word());
    if (node.isMissingNode()) {
      if (vivado) {
        problem(
            "key 'zynq' is missing", "a board of the flow vivado has it: boards/zcu104.json does");
      }
      return null;
    }
    if (!vivado) {
      problem("key 'zynq' belongs to boards of the flow vivado", "leave it out");
      return null;
    }
    requireKeys(node, "zynq", ZYNQ);
    String boardPart = string(node, "boardPart", List.of());
    List<String> kinds = Arrays.stream(Zynq.Processor.values()).map(Zynq.Processor::word).toList();
    String kind = string(node, "processor", kinds);
    return Arrays.stream(Zynq.Processor.values())
        .filter(p -> p.word().equals(kind))
        .findFirst()
        .map(p -> new Zynq(boardPart, p))
        .orElse(null);
  }

  private static List<String> words() {
    return Arrays.stream(Board.Flow.values()).map(Board.Flow::word).toList();
  }

  private JsonNode parse() {
    try {
      JsonNode root = MAPPER.readTree(text);
      if (root.isObject()) {
        return root;
      }
      throw malformed("a board's description is a JSON object", place);
    } catch (JsonProcessingException e) {
      String at = place + ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw malformed(
          "not a JSON file: " + e.getOriginalMessage().lines().findFirst().orElse(""), at);
    }
  }

  private static DiagnosticException malformed(String message, String at) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, at, "docs/boards.md describes the format"));
  }

  private void requireKeys(JsonNode object, String name, List<String> keys) {
    if (!object.isObject()) {
      if (!object.isMissingNode()) {
        problem("'" + name + "' is not an object", "it has the keys " + String.join(", ", keys));
      }
      return;
    }
    String prefix = name.isEmpty() ? "" : name + ".";
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      if (!keys.contains(key)) {
        problem(
            "unknown key '" + prefix + key + "'",
            "did you mean '"
                + prefix
                + NearestName.of(key, keys)
                + "'? known here: "
                + String.join(", ", keys));
      }
    }
    for (String key : keys) {
      if (!object.has(key) && !key.equals("zynq")) {
        problem("key '" + prefix + key + "' is missing", null);
      }
    }
  }

  /** The text under a key; one of {@code allowed} unless that is empty. */
  private String string(JsonNode object, String key, List<String> allowed) {
    JsonNode node = object.path(key);
    if (node.isMissingNode()) {
      return "";
    }
    String value = node.asText();
    if (!node.isTextual() || value.isBlank()) {
      problem("'" + key + "' is not a text", null);
    } else if (!allowed.isEmpty() && !allowed.contains(value)) {
      problem(
          "'" + key + "' is '" + value + "'",
          "did you mean '"
              + NearestName.of(value, allowed)
              + "'? known: "
              + String.join(", ", allowed));
    }
    return value;
  }

  private double number(JsonNode object, String prefix, String key, boolean integral) {
    JsonNode node = object.path(key);
    if (node.isMissingNode()) {
      return 1; // its absence was reported
    }
    if (!node.isNumber() || node.asDouble() < 0 || (integral && !node.isIntegralNumber())) {
      String kind = integral ? "a whole number" : "a number";
      problem("'" + prefix + key + "' is " + node, "it is " + kind + " of at least 0");
      return 1;
    }
    return node.asDouble();
  }

  private void problem(String message, @Nullable String hint) {
    problems.add(Diagnostic.of(Code.MALFORMED_FILE, message, place, hint));
  }
}
