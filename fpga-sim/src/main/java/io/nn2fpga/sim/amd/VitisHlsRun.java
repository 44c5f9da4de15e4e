package io.nn2fpga.sim.amd;

import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import java.nio.file.Path;
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
  /**
   * Runs Vitis HLS, by {@code vitis_hls} or, in newer versions, {@code vitis-run}.
   *
   * @param machine where
   * @param build the build directory
   * @param design the design's name
   * @param step {@code csim}, {@code csynth}, {@code cosim} or {@code export}
   * @throws DiagnosticException if there is no usable Vitis HLS
   */
  public static VitisHlsRun of(AmdMachine machine, Path build, String design, String step) {
    Path program = machine.program(Tool.VITIS_HLS);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(
        program.endsWith("vitis-run")
            ? List.of("--mode", "hls", "--tcl", "run_hls.tcl")
            : List.of("-f", "run_hls.tcl"));
    Diagnostic problem =
        machine.run(
            "vitis_hls",
            command,
            build,
            "hls",
            Map.of("NN2FPGA_HLS_STEP", step),
            List.of("hls"),
            List.of("hls/project/solution/syn/report"));
    Path report = build.resolve("hls/project/solution/syn/report/" + design + "_axis_csynth.xml");
    return new VitisHlsRun(HlsReport.of(VivadoRun.text(report)), problem);
  }
}
