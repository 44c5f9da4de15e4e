package io.nn2fpga.cli;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command may use of the world outside, so that tests can give it another one.
 *
 * @param out standard output
 * @param err standard error
 * @param environment environment variables by name
 * @param directory the user's working directory; relative paths of options start here
 * @param interactive whether standard output is a terminal, on which a line can be redrawn
 */
public record Session(
    PrintWriter out,
    PrintWriter err,
    Map<String, String> environment,
    Path directory,
    boolean interactive) {

  /** A file that the user named; relative ones start in {@link #directory}. */
  public Path path(Path named) {
    return directory.equals(Path.of("").toAbsolutePath()) ? named : directory.resolve(named);
  }

  /**
   * Writes a file that the user named.
   *
   * @param option the option that named it
   * @throws DiagnosticException if it cannot be written
   */
  public void write(Path named, String text, String option) {
    try {
      Files.writeString(path(named), text);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "'" + named + "' cannot be written: " + reason(e),
              option,
              "name a file in a folder that exists and can be written"));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such folder";
    }
    return e instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  /** The folder of what all clones and builds of a user share. */
  public Path cache() {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    return (base.isEmpty() ? Path.of(home, ".cache") : Path.of(base)).resolve("nn2fpga");
  }

  /** The tools that this environment offers. */
  public Toolbox toolbox() {
    return new Toolbox(ToolLocations.fromEnvironment(environment), new ToolRunner());
  }
}
