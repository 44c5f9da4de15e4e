package io.nn2fpga.sim.amd;

import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Vitis HLS' run of {@code hls/run_hls.tcl} ended.
 *
 * @param report of synthesis; null if it did not come so far
 * @param problem why it stopped early, in the tool's own words; null if it did not
 */
public record VitisHlsRun(@Nullable HlsReport report, @Nullable Diagnostic problem) {
  private static final Duration LIMIT = Duration.ofHours(24);

  /**
   * Runs Vitis HLS, by {@code vitis_hls} or, in newer versions, {@code vitis-run}.
   *
   * @param build the build directory
   * @param design the design's name
   * @param step {@code csim}, {@code csynth}, {@code cosim} or {@code export}
   * @throws DiagnosticException if there is no usable Vitis HLS
   */
  public static VitisHlsRun of(Toolbox tools, Path build, String design, String step) {
    Path hls = build.toAbsolutePath().resolve("hls");
    Path program = tools.require(Tool.VITIS_HLS);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(
        program.endsWith("vitis-run")
            ? List.of("--mode", "hls", "--tcl", "run_hls.tcl")
            : List.of("-f", "run_hls.tcl"));
    Diagnostic problem = null;
    try {
      tools
          .runner()
          .run(
              ToolCommand.of("vitis_hls", command, hls, LIMIT)
                  .withLogs(hls.resolve("logs"))
                  .withEnvironment(Map.of("NN2FPGA_HLS_STEP", step)));
    } catch (DiagnosticException e) {
      problem = e.diagnostics().get(0);
    }
    Path report = hls.resolve("project/solution/syn/report/" + design + "_axis_csynth.xml");
    return new VitisHlsRun(HlsReport.of(VivadoRun.text(report)), problem);
  }
}
