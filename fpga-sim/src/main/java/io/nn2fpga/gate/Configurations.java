package io.nn2fpga.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares configurations of an iCE40 in Project IceStorm's text form, tile by tile. */
final class Configurations {
  private Configurations() {}

  /**
   * The first tile in which two configurations differ. Comments and symbols, which no bitstream
   * holds, do not count, and neither does a tile without a single bit that only one file lists.
   *
   * @return a clause; null if there is none
   */
  static @Nullable String difference(List<String> one, List<String> other) {
    Map<String, List<String>> a = tiles(one);
    Map<String, List<String>> b = tiles(other);
    Set<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    for (String name : names) {
      if (!a.getOrDefault(name, List.of()).equals(b.getOrDefault(name, List.of()))) {
        return "'" + name.strip() + "' is not the same";
      }
    }
    return null;
  }

  /** What follows each heading, such as {@code .logic_tile 3 4}; blank tiles are left out. */
  private static Map<String, List<String>> tiles(List<String> lines) {
    Map<String, List<String>> tiles = new TreeMap<>();
    List<String> current = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(".")) {
        current = new ArrayList<>();
        if (!line.startsWith(".comment") && !line.startsWith(".sym")) {
          tiles.put(line.strip(), current);
        }
      } else if (!line.isBlank()) {
        current.add(line.strip());
      }
    }
    tiles.values().removeIf(content -> content.stream().allMatch(line -> line.matches("0*")));
    return tiles;
  }
}
