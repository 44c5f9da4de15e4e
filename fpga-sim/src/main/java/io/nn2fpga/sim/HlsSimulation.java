package io.nn2fpga.sim;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The HLS C++ of a build directory, compiled by g++ and run on frames.
 *
 * <p>Works in {@code sim/hls}; logs of the compiler are kept there.
 */
public final class HlsSimulation {
  private static final Duration COMPILE_LIMIT = Duration.ofMinutes(10);
  private static final Duration RUN_LIMIT = Duration.ofMinutes(30);

  private final Toolbox tools;
  private final Path sources;
  private final Path work;
  private final Design design;

  /**
   * Prepares a simulation.
   *
   * @param build a directory that {@link io.nn2fpga.rtl.DesignFiles} were written to
   */
  public HlsSimulation(Toolbox tools, Path build, Design design) {
    this.tools = tools;
    this.sources = build.toAbsolutePath().resolve("hls");
    this.work = build.toAbsolutePath().resolve("sim/hls");
    this.design = design;
  }

  /**
   * Compiles the design and the program around it.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the compiler is missing or fails
   */
  public void compile() {
    WorkDirectory.create(work);
    List<String> objects = new ArrayList<>();
    for (String source : List.of(design.name(), "csim")) {
      String object = source + ".o";
      objects.add(object);
      List<String> command = new ArrayList<>();
      Path ccache = tools.find(Tool.CCACHE);
      if (ccache != null) {
        command.add(ccache.toString());
      }
      command.addAll(
          List.of(gxx(), "-std=c++14", "-O2", "-DNN2FPGA_TAPS", "-I", sources.toString()));
      command.addAll(List.of("-c", sources.resolve(source + ".cpp").toString(), "-o", object));
      tools.runner().run(ToolCommand.of("compile_" + source, command, work, COMPILE_LIMIT));
    }
    List<String> link = new ArrayList<>(List.of(gxx(), "-o", "csim_design"));
    link.addAll(objects);
    tools.runner().run(ToolCommand.of("link", link, work, COMPILE_LIMIT));
  }

  /**
   * Runs frames one after the other.
   *
   * @return the beats of every stream, without cycles
   */
  public SimulationRun run(List<IntTensor> frames) {
    BeatFiles.deleteLogs(work, design);
    BeatFiles.writeInput(work, design, frames);
    List<String> command =
        List.of(work.resolve("csim_design").toString(), ".", ".", Integer.toString(frames.size()));
    ToolResult result = tools.runner().attempt(ToolCommand.of("run", command, work, RUN_LIMIT));
    String problem = result.exitCode() == 0 ? null : SimulationProblem.of(result);
    return new SimulationRun(BeatFiles.readLogs(work, design), problem);
  }

  private String gxx() {
    return tools.require(Tool.GXX).toString();
  }
}
