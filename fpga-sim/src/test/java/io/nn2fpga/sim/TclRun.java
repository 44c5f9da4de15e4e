package io.nn2fpga.sim;

import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A generated script under tclsh, with a shim in place of the vendor's tool.
 *
 * @param exitCode what the script gave to exit; 3 from the shim
 * @param lines all that was printed
 */
record TclRun(int exitCode, List<String> lines) {

  /**
   * Runs a script in its own folder.
   *
   * @param shim a test resource below {@code amd/}
   * @param arguments of the shim: options, the script, the script's own arguments
   */
  static TclRun of(String shim, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    try {
      List<String> command = new ArrayList<>(List.of("tclsh"));
      command.add(
          Path.of(Objects.requireNonNull(TclRun.class.getResource("amd/" + shim)).toURI())
              .toString());
      command.addAll(List.of(arguments));
      ToolResult result =
          TestTools.toolbox()
              .runner()
              .attempt(
                  ToolCommand.of("tcl", command, folder, Duration.ofMinutes(1))
                      .withEnvironment(environment));
      List<String> lines = new ArrayList<>(result.stdout().lines().toList());
      lines.addAll(result.stderr().lines().toList());
      return new TclRun(result.exitCode(), lines);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What follows {@code prefix} and a space, of the lines that begin so. */
  List<String> after(String prefix) {
    return lines.stream()
        .filter(l -> l.startsWith(prefix + " "))
        .map(l -> l.substring(prefix.length() + 1))
        .toList();
  }

  /** The commands that were called, in order. */
  List<String> commands() {
    return after("CALL").stream().map(l -> l.split(" ", -1)[0]).toList();
  }
}
