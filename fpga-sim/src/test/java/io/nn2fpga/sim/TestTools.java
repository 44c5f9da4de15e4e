package io.nn2fpga.sim;

import io.nn2fpga.sim.tool.ToolLocations;
import io.nn2fpga.sim.tool.ToolRunner;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;

/** The tools that tests run, and where builds of tests go. */
public final class TestTools {
  private TestTools() {}

  /** Tools as a user's environment has them. */
  public static Toolbox toolbox() {
    return new Toolbox(ToolLocations.fromEnvironment(System.getenv()), new ToolRunner());
  }

  /** Where a test's build goes. */
  public static Path directory(String name) {
    return Path.of("target", "simulation", name);
  }
}
