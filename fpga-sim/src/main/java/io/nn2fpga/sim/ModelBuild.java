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

  /** Where Verilator writes what becomes a program. */
  static final String FOLDER = "obj";

  /**
   * For a run of some frames: ResNet-8's model compiles in two thirds of the time (19 in place of
   * 29 s of a processor) and runs 13 % slower than with {@link PinSimulation#FAST}.
   */
  private static final String ONE_RUN = "-O1";

  private ModelBuild() {}

  /**
   * Makes the program {@code obj/<prefix>} below a directory, for a run of some frames.
   *
   * @param work where Verilator wrote {@code obj/<prefix>.mk}
   * @throws io.nn2fpga.diag.DiagnosticException if make or g++ is missing or fails
   */
  static void compile(Toolbox tools, Path work, String prefix) {
    compile(tools, work, FOLDER, prefix + ".mk", prefix, ONE_RUN);
  }

  /**
   * Makes a target of a makefile that Verilator wrote.
   *
   * @param folder where the makefile is, below {@code work}
   * @param optimization the option of g++ for what runs often
   * @throws io.nn2fpga.diag.DiagnosticException if make or g++ is missing or fails
   */
  static void compile(
      Toolbox tools,
      Path work,
      String folder,
      String makefile,
      String target,
      String optimization) {
    List<String> command =
        new ArrayList<>(
            List.of(
                tools.require(Tool.MAKE).toString(),
                "-C",
                folder,
                "-f",
                makefile,
                "-j",
                Integer.toString(Runtime.getRuntime().availableProcessors()),
                "OPT_FAST=" + optimization,
                "CXX=" + tools.require(Tool.GXX)));
    Path ccache = tools.find(Tool.CCACHE);
    command.add("OBJCACHE=" + (ccache == null ? "" : ccache));
    command.add(target);
    String name = folder.equals(FOLDER) ? "compile" : "compile_" + folder;
    tools.runner().run(ToolCommand.of(name, command, work, LIMIT));
  }
}
