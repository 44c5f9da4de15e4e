package io.nn2fpga.cli.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.op.WeightMemory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes {@code schedule.yaml} and reads it against the network it is for. */
public final class ScheduleFile {
  private static final List<String> KEYS = List.of("board", "clockMhz", "layers", "fifos");
  private static final List<String> FOLDING =
      List.of("pe", "simd", "px", "requantizer", "pipeline", "memory");

  private final CheckedYaml yaml;

  private ScheduleFile(Path file) {
    yaml = new CheckedYaml(file, Code.SCHEDULE);
  }

  /** The YAML text of a schedule; {@link #read} of it gives an equal schedule. */
  public static String write(Schedule schedule) {
    ObjectNode root = CheckedYaml.object();
    root.put("board", schedule.board());
    root.put("clockMhz", schedule.clockMhz());
    ObjectNode layers = root.putObject("layers");
    schedule.layers().forEach((name, folding) -> put(layers.putObject(name), folding));
    ObjectNode fifos = root.putObject("fifos");
    schedule.fifoDepths().forEach(fifos::put);
    return CheckedYaml.text(root);
  }

  private static void put(ObjectNode layer, Folding folding) {
    layer.put("pe", folding.pe()).put("simd", folding.simd()).put("px", folding.px());
    if (folding.requantizer() != Requantizer.AFFINE) {
      layer.put("requantizer", word(folding.requantizer()));
    }
    if (folding.pipeline() != 0) {
      layer.put("pipeline", folding.pipeline());
    }
    if (folding.memory() != WeightMemory.ROM) {
      layer.put("memory", word(folding.memory()));
    }
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
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
    JsonNode root = yaml.parse("the schedule");
    yaml.requireKnown(root, "", KEYS, "key");
    Map<String, Folding> layers = layers(root.path("layers"), graph);
    Map<String, Integer> depths = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> fifo : root.path("fifos").properties()) {
      depths.put(
          fifo.getKey(),
          yaml.whole(fifo.getValue(), "fifos/" + fifo.getKey(), 2, Integer.MAX_VALUE));
    }
    String board = root.path("board").asText("");
    if (board.isEmpty()) {
      yaml.problem("'board' is missing", "", "name the board the schedule is for");
    }
    double clock = root.path("clockMhz").asDouble(0);
    if (!(clock > 0)) {
      yaml.problem("'clockMhz' is not a clock in MHz", "clockMhz", "give a number above 0");
    }
    yaml.throwIfAny();
    return new Schedule(board, clock, layers, depths);
  }

  private Map<String, Folding> layers(JsonNode node, Graph graph) {
    Map<String, LayerGroup> known = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(graph)) {
      if (!group.foldings().isEmpty()) {
        known.put(group.name(), group);
      }
    }
    yaml.requireKnown(node, "layers/", List.copyOf(known.keySet()), "layer");
    Map<String, Folding> layers = new LinkedHashMap<>();
    known.forEach(
        (name, group) -> {
          if (node.has(name)) {
            layers.put(name, folding(node.get(name), group));
          } else {
            yaml.problem(
                "layer '" + name + "' has no folding", "layers", "add 'pe', 'simd' and 'px'");
          }
        });
    return layers;
  }

  private Folding folding(JsonNode node, LayerGroup group) {
    String path = "layers/" + group.name();
    yaml.requireKnown(node, path + "/", FOLDING, "key");
    Folding folding =
        new Folding(
            yaml.whole(node.path("pe"), path + "/pe", 1, Integer.MAX_VALUE),
            yaml.whole(node.path("simd"), path + "/simd", 1, Integer.MAX_VALUE),
            yaml.whole(node.path("px"), path + "/px", 1, Integer.MAX_VALUE),
            choice(node.path("requantizer"), path + "/requantizer", Requantizer.values()));
    if (!group.foldings().contains(folding)) {
      yaml.problem(
          "layer '" + group.name() + "' cannot be folded by " + text(folding),
          path,
          "the nearest that it can is " + text(nearest(folding, group.foldings())));
    }
    return folding
        .pipelined(pipeline(node.path("pipeline"), path + "/pipeline", folding, group))
        .in(memory(node.path("memory"), path + "/memory", group));
  }

  private WeightMemory memory(JsonNode node, String path, LayerGroup group) {
    WeightMemory memory = choice(node, path, WeightMemory.values());
    if (memory != WeightMemory.ROM && !group.choosesMemory()) {
      yaml.problem(
          "layer '" + group.name() + "' has no weights that can be elsewhere",
          path,
          "leave it out");
    }
    return memory;
  }

  private int pipeline(JsonNode node, String path, Folding folding, LayerGroup group) {
    int registers = node.isMissingNode() ? 0 : yaml.whole(node, path, 0, Folding.MOST_PIPELINE);
    if (registers > 0 && !group.pipelines(folding)) {
      yaml.problem(
          "layer '" + group.name() + "' has no arithmetic to pipeline", path, "leave it out");
    }
    return registers;
  }

  /** The value that a word stands for; the first, if there is none. */
  private <T extends Enum<T>> T choice(JsonNode node, String path, T[] values) {
    for (T value : values) {
      if (word(value).equals(node.asText())) {
        return value;
      }
    }
    if (!node.isMissingNode()) {
      String words =
          Arrays.stream(values).map(ScheduleFile::word).collect(Collectors.joining(", "));
      String key = path.substring(path.lastIndexOf('/') + 1);
      yaml.problem("'" + key + "' is " + node, path, "it is one of " + words);
    }
    return values[0];
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
    long other = a.requantizer() == b.requantizer() ? 0 : 1;
    return other
        + Math.abs((long) a.pe() - b.pe())
        + Math.abs((long) a.simd() - b.simd())
        + Math.abs((long) a.px() - b.px());
  }

  private static String text(Folding f) {
    String shape = "pe " + f.pe() + ", simd " + f.simd() + ", px " + f.px();
    return f.requantizer() == Requantizer.AFFINE
        ? shape
        : shape + ", requantizer " + word(f.requantizer());
  }
}
