package io.nn2fpga.sim.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

/** A program that runs one slow tool, for the test that terminates it. */
final class RunOneTool {
  private RunOneTool() {}

  public static void main(String[] args) {
    ToolCommand command =
        ToolCommand.of("run", List.of(args[0]), Path.of(args[1]), Duration.ofMinutes(5));
    try {
      new ToolRunner().run(command);
    } catch (CancellationException e) {
      // Expected: the JVM is shutting down.
    }
  }
}
