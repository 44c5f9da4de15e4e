package io.nn2fpga.sim;

import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compiles the C++ that Verilator wrote. */
final class ModelBuild {
  /** How long one step of a build may take. */
  static final Duration LIMIT = Duration.ofMinutes(30);

  private ModelBuild() {}

  /** How well the C++ is compiled: that costs more time than a short run gains by it. */
  enum Effort {
    /**
     * For some frames: ResNet-8's model compiles in two thirds of the time (19 in place of 29 s of
     * a processor) and runs 13 % slower.
     */
    ONE_RUN("-O1"),
    /** For runs of many frames. */
    MANY_RUNS("-O2");

    private final String option;

    Effort(String option) {
      this.option = option;
    }
  }

  /**
   * Makes the program {@code obj/<prefix>} below a directory.
   *
   * @param work where Verilator wrote {@code obj/<prefix>.mk}
   * @throws io.nn2fpga.diag.DiagnosticException if make or g++ is missing or fails
   */
  static void compile(Toolbox tools, Path work, String prefix, Effort effort) {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.require(Tool.MAKE).toString(),
                "-C",
                "obj",
                "-f",
                prefix + ".mk",
                "-j",
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                "OPT_FAST=" + effort.option,
                "CXX=" + tools.require(Tool.GXX)));
    Path ccache = tools.find(Tool.CCACHE);
    command.add("OBJCACHE=" + (ccache == null ? "" : ccache));
    command.add(prefix);
    tools.runner().run(ToolCommand.of("compile", command, work, LIMIT));
  }
}
