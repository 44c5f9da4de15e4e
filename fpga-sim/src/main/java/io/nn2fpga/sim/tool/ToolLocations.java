package io.nn2fpga.sim.tool;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

  /** The program to start for a tool, or null when there is none. */
  public @Nullable Path find(Tool tool) {
    Path named = chosen.get(tool);
    if (named != null) {
      return Files.isExecutable(named) ? named : null;
    }
    for (String program : tool.programs()) {
      for (Path directory : searchPath) {
        Path candidate = directory.resolve(program);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return candidate;
        }
      }
    }
    return null;
  }
}
