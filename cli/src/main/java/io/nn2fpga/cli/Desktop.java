package io.nn2fpga.cli;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.ToolRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The desktop that the user sits at, if there is one. */
final class Desktop {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Map<String, String> environment;

  private Desktop(Map<String, String> environment) {
    this.environment = environment;
  }

  static Desktop of(Session session) {
    return new Desktop(session.environment());
  }

  /**
   * Shows a file with the program that the desktop has for it.
   *
   * @return false if there is no desktop or it did not take the file
   */
  boolean open(Path file) {
    Path opener = program("xdg-open");
    Path detacher = program("setsid");
    boolean screen =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    if (opener == null || detacher == null || !screen) {
      return false;
    }
    // Detached: some desktops' xdg-open becomes the browser, which outlives this program.
    List<String> command =
        List.of(detacher.toString(), "--fork", opener.toString(), file.toString());
    try {
      Path logs = Files.createTempDirectory("nn2fpga-open");
      ToolResult result =
          new ToolRunner().attempt(ToolCommand.of("xdg-open", command, logs, LIMIT));
      for (Path left : List.of(result.stdoutLog(), result.stderrLog(), logs)) {
        Files.deleteIfExists(left);
      }
      return result.exitCode() == 0;
    } catch (IOException | DiagnosticException e) {
      // Where the page is, is said in its place.
      return false;
    }
  }

  private @Nullable Path program(String name) {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
