package io.nn2fpga.sim.amd;

import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the run of {@code vitis/build.sh} ended.
 *
 * @param clockMhz the kernel's clock in the card's binary, which {@code v++} lowers where the
 *     design misses the one asked for; null if it was not linked
 * @param binary path of the card's binary in the build directory; null if none was made
 * @param problem why it stopped early, in the tool's own words; null if it did not
 */
public record VitisRun(
    @Nullable Double clockMhz, @Nullable String binary, @Nullable Diagnostic problem) {
  /** The kernel's clock in what {@code v++} writes beside the binary. */
  private static final Pattern CLOCK =
      Pattern.compile("Name:\\s+DATA_CLK\\b.*?Frequency:\\s+([0-9.]+) MHz", Pattern.DOTALL);

  /**
   * Packages the kernel by Vivado and links it by {@code v++}.
   *
   * @param machine where
   * @param build the build directory
   * @param design the design's name
   * @param step {@code xo} or {@code hw}
   * @throws DiagnosticException if a tool is missing or too old
   */
  public static VitisRun of(AmdMachine machine, Path build, String design, String step) {
    List<String> command = List.of("sh", "build.sh", step, Integer.toString(machine.jobs()));
    Map<String, String> programs =
        Map.of(
            "VIVADO",
            machine.program(Tool.VIVADO).toString(),
            "VPP",
            step.equals("xo") ? "v++" : machine.program(Tool.VPP).toString());
    String binary = "bitstream/" + design + ".xclbin";
    Diagnostic problem =
        machine.run(
            "vitis",
            command,
            build,
            "vitis",
            programs,
            List.of("vitis", "rtl"),
            List.of("vitis/reports", "vitis/" + design + "_kernel.xo", "bitstream"));
    return new VitisRun(
        clockMhz(VivadoRun.text(build.resolve(binary + ".info"))),
        problem == null && Files.exists(build.resolve(binary)) ? binary : null,
        problem);
  }

  /** The kernel's clock in a text of {@code NAME.xclbin.info}; null if it tells none. */
  static @Nullable Double clockMhz(String info) {
    Matcher clock = CLOCK.matcher(info);
    return clock.find() ? Double.valueOf(clock.group(1)) : null;
  }
}
