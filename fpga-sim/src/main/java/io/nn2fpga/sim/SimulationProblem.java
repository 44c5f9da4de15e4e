package io.nn2fpga.sim;

import io.nn2fpga.sim.tool.ToolResult;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds in a simulation's output why it ended early. */
final class SimulationProblem {
  private static final String DEADLOCK = "deadlock: ";

  /** What a tap or a source says of a beat that nobody takes. */
  private static final Pattern OFFERED =
      Pattern.compile("waiting: stream (\\S+), beat (\\d+) is offered .*");

  /** How lines begin that say it, the most telling first. */
  private static final List<String> BEGINNINGS =
      List.of("violation: ", "error: ", DEADLOCK, "waiting: ");

  private SimulationProblem() {}

  /** The streams, as the Verilog names them, that offer a beat which is not taken. */
  private static String offered(List<String> lines) {
    String streams =
        lines.stream()
            .map(OFFERED::matcher)
            .filter(Matcher::matches)
            .map(m -> m.group(1) + " with beat " + m.group(2))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return streams.isEmpty() ? "" : "; waiting to be taken: " + streams;
  }

  /** One line; never empty. */
  static String of(ToolResult result) {
    List<String> lines = Stream.concat(result.stdout().lines(), result.stderr().lines()).toList();
    for (String beginning : BEGINNINGS) {
      for (String line : lines) {
        if (line.startsWith(beginning)) {
          return beginning.equals(DEADLOCK) ? line + offered(lines) : line;
        }
      }
    }
    return "the simulation ended with exit code " + result.exitCode();
  }
}
