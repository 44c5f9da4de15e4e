package io.nn2fpga.sim.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where to look for tools.
 *
 * @param searchPath directories in the order in which they are searched
 * @param chosen programs that the user named, which are used instead of what the search finds
 */
public record ToolLocations(List<Path> searchPath, Map<Tool, Path> chosen) {

  /** Copies the collections. */
  public ToolLocations {
    searchPath = List.copyOf(searchPath);
    chosen = Map.copyOf(chosen);
  }

  /** What PATH and the variables NN2FPGA_VERILATOR, NN2FPGA_GXX and so on say. */
  public static ToolLocations fromEnvironment(Map<String, String> environment) {
    List<Path> searchPath = new ArrayList<>();
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!directory.isEmpty()) {
        searchPath.add(Path.of(directory));
      }
    }
    Map<Tool, Path> chosen = new EnumMap<>(Tool.class);
    for (Tool tool : Tool.values()) {
      String value = environment.getOrDefault(tool.variable(), "");
      if (!value.isEmpty()) {
        chosen.put(tool, Path.of(value));
      }
    }
    return new ToolLocations(searchPath, chosen);
  }

  /**
   * The programs that may be a tool, in the order of preference: the one that the user named, else
   * all on the search path, by name and then by folder.
   */
  public List<Path> candidates(Tool tool) {
    Path named = chosen.get(tool);
    if (named != null) {
      return Files.isExecutable(named) ? List.of(named) : List.of();
    }
    Set<Path> found = new LinkedHashSet<>();
    for (String program : tool.programs()) {
      for (Path directory : searchPath) {
        Path candidate = directory.resolve(program);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          found.add(candidate);
        }
      }
    }
    return List.copyOf(found);
  }
}
