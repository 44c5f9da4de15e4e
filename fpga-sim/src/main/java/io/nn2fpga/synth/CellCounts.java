package io.nn2fpga.synth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what Yosys' {@code stat -json} prints of a hierarchy. */
final class CellCounts {
  private static final Pattern DERIVED =
      Pattern.compile("\\$paramod(?:\\$[0-9a-f]+)?\\\\([^\\\\]+)(?:\\\\.*)?");

  private final JsonNode modules;

  /** The statistics of one run. */
  CellCounts(JsonNode statistics) {
    this.modules = statistics.path("modules");
  }

  /**
   * The cells inside a module, by type, those of the modules below it included.
   *
   * @param leftOut the name of a module that is counted elsewhere, or null
   * @throws IllegalArgumentException if there is no such module
   */
  Map<String, Long> of(String module, @Nullable String leftOut) {
    Map<String, Long> cells = new TreeMap<>();
    add(module, 1, leftOut, cells);
    return cells;
  }

  private void add(String module, long times, @Nullable String leftOut, Map<String, Long> cells) {
    JsonNode inside = definition(module);
    if (inside == null) {
      throw new IllegalArgumentException("the statistics have no module " + module);
    }
    JsonNode byType = inside.path("num_cells_by_type");
    for (Iterator<String> types = byType.fieldNames(); types.hasNext(); ) {
      String type = types.next();
      long count = times * byType.path(type).asLong();
      if (leftOut != null && nameOf(type).equals(leftOut)) {
        continue;
      }
      if (definition(type) != null) {
        add(type, count, leftOut, cells);
      } else {
        cells.merge(type, count, Long::sum);
      }
    }
  }

  /**
   * Modules of the source have a backslash before their names, derived ones start with a dollar.
   */
  private @Nullable JsonNode definition(String name) {
    JsonNode found = modules.get(name);
    return found != null ? found : modules.get("\\" + name);
  }

  /** {@code $paramod$HASH\NAME} and {@code $paramod\NAME\PARAMETERS} are derived from NAME. */
  private static String nameOf(String type) {
    Matcher derived = DERIVED.matcher(type);
    return derived.matches() ? derived.group(1) : type;
  }
}
