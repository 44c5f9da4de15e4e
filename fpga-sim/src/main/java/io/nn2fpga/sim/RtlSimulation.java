package io.nn2fpga.sim;

import io.nn2fpga.hdl.HardwareSources;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.SimulationFiles;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The complete Verilog of a build directory, built by Verilator once and run any number of times.
 *
 * <p>Works in {@code sim/rtl}. Memory images are read when a run starts, from the run's own copy,
 * so that a run with other contents needs no new build.
 */
public final class RtlSimulation {
  private static final Duration RUN_LIMIT = Duration.ofMinutes(60);

  private final Toolbox tools;
  private final Path build;
  private final Path work;
  private final Design design;

  /**
   * Stalls of a run, as {@link io.nn2fpga.flow.StallPattern} rates: stalled cycles in 256.
   *
   * @param source how often the source offers nothing
   * @param sink how often the sink takes nothing
   */
  public record Stalls(int source, int sink) {
    /** Source always valid, sink always ready. */
    public static final Stalls NONE = new Stalls(0, 0);
  }

  /**
   * Prepares a simulation.
   *
   * @param build a directory that {@link io.nn2fpga.rtl.DesignFiles} were written to
   */
  public RtlSimulation(Toolbox tools, Path build, Design design) {
    this.tools = tools;
    this.build = build.toAbsolutePath();
    this.work = this.build.resolve("sim/rtl");
    this.design = design;
  }

  /** Where the run of that name works. */
  Path directory(String name) {
    return work.resolve(name);
  }

  /** The simulator, once {@link #compile} has made it. */
  public Path executable() {
    return work.resolve("obj/Vtop");
  }

  /**
   * Translates the Verilog into C++.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if Verilator is missing, too old, or fails
   */
  public void verilate() {
    WorkDirectory.create(work);
    List<String> command =
        List.of(
            tools.require(Tool.VERILATOR).toString(),
            "--cc",
            "--exe",
            "-O3",
            "-Wno-fatal",
            "--prefix",
            "Vtop",
            "--top-module",
            SimulationFiles.BENCH,
            "--Mdir",
            "obj",
            "+define+NN2FPGA_TAPS",
            "-F",
            "../../rtl/files.f",
            "-F",
            "../files.f",
            // Relative to obj; no path may name the build directory, which is moved into place
            // later.
            "../../" + HardwareSources.SIMULATION_MAIN);
    tools.runner().run(ToolCommand.of("verilate", command, work, ModelBuild.LIMIT));
  }

  /**
   * Compiles what {@link #verilate} made.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if make or g++ is missing or fails
   */
  public void compile() {
    ModelBuild.compile(tools, work, "Vtop");
  }

  /** Runs frames back to back with the design's own memory images and without stalls. */
  public SimulationRun run(List<IntTensor> frames) {
    return run("run", build.resolve("rtl/mem"), frames, Stalls.NONE);
  }

  /**
   * Runs frames back to back.
   *
   * @param name of the run's directory below {@code sim/rtl}; an earlier run's is used again
   * @param memories the directory of the memory images to run with
   * @return the beats of every stream with their cycles
   */
  public SimulationRun run(String name, Path memories, List<IntTensor> frames, Stalls stalls) {
    Path directory = directory(name);
    if (!memories.equals(directory.resolve("mem"))) {
      WorkDirectory.copyFiles(memories, directory.resolve("mem"));
    }
    BeatFiles.deleteLogs(directory, design);
    BeatFiles.writeInput(directory, design, frames);
    List<String> command =
        List.of(
            executable().toString(),
            "+taps",
            "+frames=" + frames.size(),
            "+drain=" + drainCycles(),
            "+idle_limit=" + idleLimit(),
            "+source_rate=" + stalls.source(),
            "+sink_rate=" + stalls.sink());
    ToolResult result =
        tools.runner().attempt(ToolCommand.of("run", command, directory, RUN_LIMIT));
    String problem = result.exitCode() == 0 ? null : SimulationProblem.of(result);
    return new SimulationRun(BeatFiles.readLogs(directory, design), problem);
  }

  /**
   * Cycles without a transfer at the ports that are a deadlock: more than all actors need for a
   * frame one after the other, as a slow design may after the last input beat.
   */
  private long idleLimit() {
    return 10_000 + 2 * design.instances().stream().mapToLong(i -> i.actor().interval()).sum();
  }

  /** Enough to take a whole frame's beats after the last output: rows that no window needs. */
  private long drainCycles() {
    return 100 + design.instances().stream().mapToLong(i -> i.actor().interval()).max().orElse(0);
  }
}
