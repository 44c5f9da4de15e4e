package io.nn2fpga.cli.project;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.diag.NearestName;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code schedule.yaml} and reads it against the network it is for. */
public final class ScheduleFile {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();
  private static final List<String> KEYS = List.of("board", "clockMhz", "layers", "fifos");
  private static final List<String> FOLDING = List.of("pe", "simd", "px");

  private final Path file;
  private final Diagnostics problems = new Diagnostics();
  private final Map<String, Integer> lines = new HashMap<>();

  private ScheduleFile(Path file) {
    this.file = file;
  }

  /** The YAML text of a schedule; {@link #read} of it gives an equal schedule. */
  public static String write(Schedule schedule) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("board", schedule.board());
    root.put("clockMhz", schedule.clockMhz());
    ObjectNode layers = root.putObject("layers");
    schedule
        .layers()
        .forEach(
            (name, f) ->
                layers.putObject(name).put("pe", f.pe()).put("simd", f.simd()).put("px", f.px()));
    ObjectNode fifos = root.putObject("fifos");
    schedule.fifoDepths().forEach(fifos::put);
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JacksonException e) {
      throw new IllegalStateException("schedule cannot be written", e);
    }
  }

  /**
   * Reads a schedule for an int-level graph.
   *
   * @throws DiagnosticException FILE_NOT_FOUND, MALFORMED_FILE, or SCHEDULE with every unknown or
   *     missing layer and every impossible folding or depth
   */
  public static Schedule read(Path file, Graph graph) {
    return new ScheduleFile(file).read(graph);
  }

  private Schedule read(Graph graph) {
    JsonNode root = parse();
    requireKnown(root, "", KEYS, "key");
    Map<String, Folding> layers = layers(root.path("layers"), graph);
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> fifo : root.path("fifos").properties()) {
      depths.put(fifo.getKey(), whole(fifo.getValue(), "fifos/" + fifo.getKey(), 2));
    }
    String board = root.path("board").asText("");
    if (board.isEmpty()) {
      problem("'board' is missing", "", "name the board the schedule is for");
    }
    double clock = root.path("clockMhz").asDouble(0);
    if (!(clock > 0)) {
      problem("'clockMhz' is not a clock in MHz", "clockMhz", "give a number above 0");
    }
    problems.throwIfAny();
    return new Schedule(board, clock, layers, depths);
  }

  private Map<String, Folding> layers(JsonNode node, Graph graph) {
    Map<String, LayerGroup> known = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(graph)) {
      if (!group.foldings().isEmpty()) {
        known.put(group.name(), group);
      }
    }
    requireKnown(node, "layers/", List.copyOf(known.keySet()), "layer");
    Map<String, Folding> layers = new LinkedHashMap<>();
    known.forEach(
        (name, group) -> {
          if (node.has(name)) {
            layers.put(name, folding(node.get(name), group));
          } else {
            problem("layer '" + name + "' has no folding", "layers", "add 'pe', 'simd' and 'px'");
          }
        });
    return layers;
  }

  private Folding folding(JsonNode node, LayerGroup group) {
    String path = "layers/" + group.name();
    requireKnown(node, path + "/", FOLDING, "key");
    Folding folding =
        new Folding(
            whole(node.path("pe"), path + "/pe", 1),
            whole(node.path("simd"), path + "/simd", 1),
            whole(node.path("px"), path + "/px", 1));
    if (!group.foldings().contains(folding)) {
      problem(
          "layer '" + group.name() + "' cannot be folded by " + text(folding),
          path,
          "the nearest that it can is " + text(nearest(folding, group.foldings())));
    }
    return folding;
  }

  private static Folding nearest(Folding wanted, List<Folding> known) {
    Folding best = known.get(0);
    for (Folding folding : known) {
      if (distance(wanted, folding) < distance(wanted, best)) {
        best = folding;
      }
    }
    return best;
  }

  private static long distance(Folding a, Folding b) {
    return Math.abs((long) a.pe() - b.pe())
        + Math.abs((long) a.simd() - b.simd())
        + Math.abs((long) a.px() - b.px());
  }

  private static String text(Folding f) {
    return "pe " + f.pe() + ", simd " + f.simd() + ", px " + f.px();
  }

  private int whole(JsonNode node, String path, int least) {
    if (!node.isInt() || node.asInt() < least) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      problem(
          "'" + name + "' is " + (node.isMissingNode() ? "missing" : node.toString()),
          path,
          "it is a whole number of at least " + least);
      return least;
    }
    return node.asInt();
  }

  private void requireKnown(JsonNode node, String prefix, List<String> known, String kind) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      if (!known.contains(name)) {
        String hint =
            known.isEmpty()
                ? "none is known here"
                : "did you mean '" + NearestName.of(name, known) + "'?";
        problem("unknown " + kind + " '" + name + "'", prefix + name, hint);
      }
    }
  }

  private void problem(String message, String path, @Nullable String hint) {
    Integer line = lines.get(path);
    String place = line == null ? file.toString() : file + ", line " + line;
    problems.add(Diagnostic.of(Code.SCHEDULE, message, place, hint));
  }

  private JsonNode parse() {
    try {
      String text = Files.readString(file);
      try (JsonParser parser = MAPPER.createParser(text)) {
        for (JsonToken t = parser.nextToken(); t != null; t = parser.nextToken()) {
          if (t == JsonToken.FIELD_NAME) {
            String path = parser.getParsingContext().pathAsPointer().toString().substring(1);
            lines.put(
                path.replace("~1", "/").replace("~0", "~"), parser.currentLocation().getLineNr());
          }
        }
      }
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "not a YAML file: " + e.getOriginalMessage().lines().findFirst().orElse(""),
              file + ", line " + (e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
              null));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, "the schedule cannot be read", file.toString(), null));
    }
  }
}
