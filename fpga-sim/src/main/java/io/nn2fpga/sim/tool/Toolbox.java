package io.nn2fpga.sim.tool;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds tools and checks their versions; each tool is asked once (by each of several threads at
 * most). Safe for several threads.
 */
public final class Toolbox {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(60);

  private final ToolLocations locations;
  private final ToolRunner runner;
  private final Map<Tool, ToolStatus> known = new ConcurrentHashMap<>();

  /** A toolbox that looks in these places and starts tools with this runner. */
  public Toolbox(ToolLocations locations, ToolRunner runner) {
    this.locations = locations;
    this.runner = runner;
  }

  /** The runner for the tools found here. */
  public ToolRunner runner() {
    return runner;
  }

  /**
   * The program of a tool that a stage needs.
   *
   * @throws DiagnosticException {@code tool-missing} or {@code tool-too-old}
   */
  public Path require(Tool tool) {
    ToolStatus status = status(tool);
    Path path = status.path();
    if (status.problem() != null) {
      throw new DiagnosticException(status.problem());
    }
    if (path == null) {
      throw new IllegalStateException(tool + " has neither a path nor a problem");
    }
    return path;
  }

  /** The program of a tool that only helps, or null when there is no usable one. */
  public @Nullable Path find(Tool tool) {
    ToolStatus status = status(tool);
    return status.usable() ? status.path() : null;
  }

  /** What was found of one tool. */
  public ToolStatus status(Tool tool) {
    // Not computeIfAbsent: looking for one tool may look for another.
    ToolStatus status = known.get(tool);
    if (status == null) {
      status = look(tool);
      known.put(tool, status);
    }
    return status;
  }

  /** What was found of every tool, in the order of {@link Tool}. */
  public List<ToolStatus> inspect() {
    return Arrays.stream(Tool.values()).parallel().map(this::status).toList();
  }

  private ToolStatus look(Tool tool) {
    List<Path> candidates = locations.candidates(tool);
    if (candidates.isEmpty()) {
      return new ToolStatus(tool, null, null, missing(tool));
    }
    Tool companion = tool.companion();
    Path beside = companion == null ? null : status(companion).path();
    if (beside != null) {
      for (Path candidate : candidates) {
        if (Objects.equals(candidate.getParent(), beside.getParent())) {
          return probe(tool, candidate);
        }
      }
    }
    ToolStatus best = probe(tool, candidates.get(0));
    if (tool.newestWins()) {
      for (Path candidate : candidates.subList(1, candidates.size())) {
        ToolStatus other = probe(tool, candidate);
        if (isNewer(other.version(), best.version())) {
          best = other;
        }
      }
    }
    return best;
  }

  private static boolean isNewer(@Nullable ToolVersion version, @Nullable ToolVersion than) {
    return version != null && (than == null || version.compareTo(than) > 0);
  }

  private ToolStatus probe(Tool tool, Path path) {
    String printed = runner.probe(List.of(path.toString(), tool.versionOption()), PROBE_LIMIT);
    ToolVersion version = ToolVersion.find(tool.versionPattern(), printed);
    return new ToolStatus(tool, path, version, problem(tool, path, version));
  }

  private Diagnostic missing(Tool tool) {
    Path chosen = locations.chosen().get(tool);
    if (chosen != null) {
      return Diagnostic.of(
          Code.TOOL_MISSING,
          tool.variable() + " names '" + chosen + "', which is not an executable file",
          "correct the variable, or unset it to search PATH for " + tool.program());
    }
    return Diagnostic.of(
        Code.TOOL_MISSING,
        tool.program() + " is not installed; it " + tool.purpose(),
        tool.install() + ", or set " + tool.variable() + "=PATH");
  }

  private static @Nullable Diagnostic problem(Tool tool, Path path, @Nullable ToolVersion version) {
    ToolVersion minimum = tool.minimum();
    if (minimum == null || (version != null && version.compareTo(minimum) >= 0)) {
      return null;
    }
    String found = version == null ? "of an unknown version" : "version " + version;
    return Diagnostic.of(
        Code.TOOL_TOO_OLD,
        tool.program() + " is " + found + ", but " + minimum + " or newer is needed",
        path.toString(),
        "install a newer one and set " + tool.variable() + "=PATH");
  }
}
