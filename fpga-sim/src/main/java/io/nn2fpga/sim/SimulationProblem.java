package io.nn2fpga.sim;

import io.nn2fpga.sim.tool.ToolResult;
import java.util.List;
import java.util.stream.Stream;

/** Finds in a simulation's output why it ended early. */
final class SimulationProblem {
  /** How lines begin that say it, the most telling first. */
  private static final List<String> BEGINNINGS =
      List.of("violation: ", "error: ", "deadlock: ", "waiting: ");

  private SimulationProblem() {}

  /** One line; never empty. */
  static String of(ToolResult result) {
    List<String> lines = Stream.concat(result.stdout().lines(), result.stderr().lines()).toList();
    for (String beginning : BEGINNINGS) {
      for (String line : lines) {
        if (line.startsWith(beginning)) {
          return line;
        }
      }
    }
    return "the simulation ended with exit code " + result.exitCode();
  }
}
