package io.nn2fpga.sim.amd;

import io.nn2fpga.cost.Resources;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Vivado's run of {@code vivado/build.tcl} ended.
 *
 * @param timing of the routed design; null if it was not routed
 * @param accelerator what the routed accelerator takes, without shell, DMA and interconnect; null
 *     if it was not routed
 * @param bitstream path in the build directory; null if none was made, or timing is not met
 * @param problem why it stopped early, in Vivado's own words; null if it did not
 */
public record VivadoRun(
    VivadoReports.@Nullable Timing timing,
    @Nullable Resources accelerator,
    @Nullable String bitstream,
    @Nullable Diagnostic problem) {
  /** The design's instance in its shell, and in the top of a board without a processor. */
  private static final String IN_SHELL = "u_accelerator";

  private static final String IN_BOARD_TOP = "accelerator";

  /**
   * Runs Vivado.
   *
   * @param machine where
   * @param build the build directory
   * @param design the design's name
   * @param step {@code synth} or {@code bitstream}
   * @throws DiagnosticException if there is no usable Vivado
   */
  public static VivadoRun of(AmdMachine machine, Path build, String design, String step) {
    Path vivado = build.resolve("vivado");
    List<String> command =
        List.of(
            machine.program(Tool.VIVADO).toString(),
            "-mode",
            "batch",
            "-nojournal",
            "-notrace",
            "-source",
            "build.tcl",
            "-tclargs",
            step,
            Integer.toString(machine.jobs()));
    boolean top = Files.exists(build.resolve("board"));
    Diagnostic problem =
        machine.run(
            "vivado",
            command,
            build,
            "vivado",
            Map.of(),
            top ? List.of("vivado", "rtl", "board") : List.of("vivado", "rtl"),
            List.of("vivado/reports", "bitstream"));
    String bitstream = "bitstream/" + design + ".bit";
    return new VivadoRun(
        VivadoReports.timing(text(vivado.resolve("reports/timing_routed.rpt"))),
        VivadoReports.utilization(
            text(vivado.resolve("reports/utilization_routed.rpt")), top ? IN_BOARD_TOP : IN_SHELL),
        problem == null && Files.exists(build.resolve(bitstream)) ? bitstream : null,
        problem);
  }

  /** A file's text; empty if there is none. */
  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
