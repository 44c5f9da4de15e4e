package io.nn2fpga.cli;

import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.PrintWriter;
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
