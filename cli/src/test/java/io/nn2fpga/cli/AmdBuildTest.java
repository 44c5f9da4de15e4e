package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.cli.report.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds for an AMD board with scripts in place of Vivado and Vitis HLS. They look at their
 * arguments and folder, and leave reports and files where the generated projects make the tools
 * leave them.
 */
class AmdBuildTest {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  private static final String VIVADO =
      """
      case "$1" in -version) echo "vivado v2023.2 (64-bit)"; exit 0 ;; esac
      echo "****** Vivado v2023.2 (64-bit)"
      [ "$*" = "-mode batch -nojournal -notrace -source build.tcl -tclargs $STEP $(nproc)" ] || exit 9
      [ -f build.tcl ] && [ -f hdl/mlp_axis_shell.v ] && [ -f ../rtl/mlp.v ] || exit 8
      mkdir -p reports ../bitstream
      cat >reports/timing_routed.rpt <<'TEXT'
      | Design Timing Summary
          WNS(ns)      TNS(ns)  TNS Failing Endpoints
          -------      -------  ---------------------
            1.000        0.000                      0
      | Clock Summary
      Clock     Waveform(ns)         Period(ns)      Frequency(MHz)
      clk_pl_0  {0.000 2.500}        5.000           200.000
      TEXT
      cat >reports/utilization_routed.rpt <<'TEXT'
      | Instance      | Module | Total LUTs | FFs | RAMB36 | RAMB18 | URAM | DSP Blocks |
      | u_accelerator |    mlp |       2000 | 900 |      3 |      1 |    0 |         41 |
      TEXT
      echo bits >../bitstream/mlp.bit
      """;
  private static final String VITIS_HLS =
      """
      case "$1" in -version) echo "Vitis HLS - High-Level Synthesis from C, C++ and OpenCL v2023.2 (64-bit)"; exit 0 ;; esac
      [ "$*" = "-f run_hls.tcl" ] && [ "$NN2FPGA_HLS_STEP" = csynth ] || exit 9
      [ -f mlp_axis.cpp ] && [ -s vectors/s_axis.beats ] && [ -s vectors/m_axis.beats ] || exit 8
      """;

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>(System.getenv());

  @BeforeEach
  void copyModel() throws IOException {
    Files.copy(EXAMPLES.resolve("mnist-mlp/model.onnx"), folder.resolve("mlp.onnx"));
  }

  private void tool(String variable, String name, String text) throws IOException {
    Path file = folder.resolve("tools").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put(variable, file.toString());
  }

  private CommandLineRun build(String board, String... options) {
    List<String> args =
        new ArrayList<>(List.of("build", "mlp.onnx", "--no-synthesis", "--board", board));
    args.addAll(List.of("--calibrate", EXAMPLES.resolve("data/mnist/images.npy").toString()));
    args.addAll(List.of("--scale", "0.00392156862745098", "--samples", "2"));
    args.addAll(List.of(options));
    return CommandLineRun.of(environment, folder, args.toArray(String[]::new));
  }

  private Report report(String board) throws IOException {
    return ReportJson.read(
        Files.readString(folder.resolve("build/mlp-" + board + "/report/report.json")));
  }

  @Test
  void installedToolsRunAndTheirFiguresAreReported() throws IOException {
    tool("NN2FPGA_VIVADO", "vivado", VIVADO.replace("$STEP", "bitstream"));
    tool("NN2FPGA_VITIS_HLS", "vitis_hls", VITIS_HLS);
    CommandLineRun run = build("zcu104");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Report report = report("zcu104");
    assertThat(report.performance().fmaxMhz()).isEqualTo(250.0);
    assertThat(report.resources().total().lut().routed()).isEqualTo(2000);
    assertThat(report.resources().total().bram36().routed()).isEqualTo(3.5);
    assertThat(report.bitstream().path()).isEqualTo("bitstream/mlp.bit");
    assertThat(report.tools())
        .extracting(Report.ToolRun::name, Report.ToolRun::version)
        .contains(
            org.assertj.core.groups.Tuple.tuple("vivado", "2023.2"),
            org.assertj.core.groups.Tuple.tuple("vitis_hls", "2023.2"));
    assertThat(report.notRun()).noneMatch(n -> n.what().contains("Vi"));
    assertThat(run.out())
        .contains("routed for 250.0 MHz, bitstream/mlp.bit")
        .contains(
            "routed        LUT 2,000, FF 900, DSP 41, BRAM36 4, URAM 0 (the accelerator alone)")
        .contains("bitstream     bitstream/mlp.bit");
    assertThat(folder.resolve("build/mlp-zcu104/bitstream/mlp.bit")).exists();
  }

  @Test
  void aToolThatFailsIsShownAndLeavesTheVerifiedBuild() throws IOException {
    tool(
        "NN2FPGA_VIVADO",
        "vivado",
        """
        case "$1" in -version) echo "Vivado v2024.1 (64-bit)"; exit 0 ;; esac
        echo "****** Vivado v2024.1 (64-bit)"
        echo "INFO: [Common 17-206] nothing"
        echo "ERROR: [nn2fpga] synth_1: [Place 30-640] Place Check : too many DSPs"
        exit 1
        """);
    CommandLineRun run = build("pynq-z2", "--vitis-hls", "none");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err().replace(folder + "/", ""))
        .isEqualTo(
            """
            error[tool-failed]: vivado failed with exit code 1: ERROR: [nn2fpga] synth_1: [Place 30-640] Place Check : too many DSPs
              at build/mlp-pynq-z2/vivado/logs/vivado.stdout.log
              hint: the file above holds all that it printed
            """);
    assertThat(folder.resolve("build/mlp-pynq-z2/vivado/logs/vivado.stdout.log")).exists();
    Report report = report("pynq-z2");
    assertThat(report.verification().rtl().bitExact()).isTrue();
    assertThat(report.bitstream().path()).isNull();
    assertThat(report.notRun())
        .contains(
            new Report.NotRun(
                "Vivado synthesis, place and route, bitstream",
                "vivado failed with exit code 1: ERROR: [nn2fpga] synth_1: [Place 30-640] Place"
                    + " Check : too many DSPs"));
  }

  @Test
  void whatIsNotRunIsListedWithItsCommand() throws IOException {
    environment.put("NN2FPGA_VITIS_HLS", folder.resolve("nowhere").toString());
    tool("NN2FPGA_VIVADO", "vivado", VIVADO);
    CommandLineRun run = build("kv260", "--vivado", "none");
    assertThat(run.err()).isEmpty();
    assertThat(report("kv260").notRun())
        .contains(
            new Report.NotRun(
                "Vivado synthesis, place and route, bitstream",
                "not asked for; in the build directory: cd vivado && vivado -mode batch -source"
                    + " build.tcl"),
            new Report.NotRun(
                "Vitis HLS synthesis",
                "NN2FPGA_VITIS_HLS names '"
                    + folder.resolve("nowhere")
                    + "', which is not an executable file; in the build directory: cd hls &&"
                    + " vitis_hls -f run_hls.tcl"));
  }

  /** A folder plays the other machine: what would go there by ssh and rsync stays here. */
  @Test
  void toolsOfAnotherMachineAreUsed() throws IOException {
    tool("NN2FPGA_VIVADO", "vivado", VIVADO.replace("$STEP", "bitstream").replace("$(nproc)", "8"));
    environment.remove("NN2FPGA_VIVADO");
    Path farm = folder.resolve("farm");
    Files.createDirectories(farm);
    tool(
        "NN2FPGA_SSH",
        "ssh",
        """
        case "$1" in -V) echo "OpenSSH_9.2p1"; exit 0 ;; esac
        while [ "$1" != farm ]; do shift; done
        shift
        TMPDIR=FARM exec sh -c "$*"
        """
            .replace("FARM", farm.toString()));
    tool(
        "NN2FPGA_RSYNC",
        "rsync",
        """
        case "$1" in --version) echo "rsync  version 3.2.7"; exit 0 ;; esac
        shift 3
        case "$1" in
          --*)
            cd "$(echo "$3" | sed 's,^farm:\\(.*\\)/\\./.*,\\1,')" && cp -R vivado/reports "$OLDPWD/vivado/"
            cp -R bitstream "$OLDPWD/" ;;
          *) cp -R "$1" "$2" "${3#farm:}" ;;
        esac
        """);
    Path setup = folder.resolve("settings64.sh");
    Files.writeString(setup, "PATH=" + folder.resolve("tools") + ":$PATH\n");
    String[] remote = {"--remote", "farm", "--remote-setup", setup.toString()};
    CommandLineRun run =
        build("ultra96v2", remote[0], remote[1], remote[2], remote[3], "--vitis-hls", "none");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Report report = report("ultra96v2");
    assertThat(report.performance().fmaxMhz()).isEqualTo(250.0);
    assertThat(report.bitstream().path()).isEqualTo("bitstream/mlp.bit");
    assertThat(folder.resolve("build/mlp-ultra96v2/bitstream/mlp.bit")).exists();
    assertThat(farm).isEmptyDirectory();

    CommandLineRun open = build("ulx3s-85f", "--remote", "farm");
    assertThat(open.exitCode()).isEqualTo(1);
    assertThat(open.err()).contains("--remote is for AMD's tools, which ulx3s-85f does not need");
  }

  @Test
  void aCardsKernelIsPackagedAndLinked() throws IOException {
    tool(
        "NN2FPGA_VIVADO",
        "vivado",
        """
        case "$1" in -version) echo "vivado v2023.2 (64-bit)"; exit 0 ;; esac
        touch mlp_kernel.xo
        """);
    tool(
        "NN2FPGA_VPP",
        "vpp",
        """
        case "$1" in --version) echo "****** v++ v2023.2 (64-bit)"; exit 0 ;; esac
        mkdir -p link
        while [ "$1" != --output ]; do shift; done
        echo bits >"$2"
        printf 'Clocks\\n   Name:      DATA_CLK\\n   Index:     0\\n   Type:      DATA\\n   Frequency: 231 MHz\\n' >"$2.info"
        """);
    CommandLineRun run = build("alveo-u55c", "--vitis-hls", "none", "--target-fps", "10000");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Report report = report("alveo-u55c");
    assertThat(report.performance().fmaxMhz()).isEqualTo(231.0);
    assertThat(report.bitstream().path()).isEqualTo("bitstream/mlp.xclbin");
    assertThat(report.tools()).extracting(Report.ToolRun::name).contains("vivado", "v++");
    assertThat(run.out()).contains("linked for 231.0 MHz, bitstream/mlp.xclbin");
  }

  @Test
  void aBoardWithoutProcessorIsRoutedFromItsTop() throws IOException {
    tool(
        "NN2FPGA_VIVADO",
        "vivado",
        VIVADO
            .replace("$STEP", "bitstream")
            .replace("hdl/mlp_axis_shell.v", "../board/hdl/mlp_board.v")
            .replace(
                "clk_pl_0  {0.000 2.500}        5.000           200.000",
                "  made    {0.000 10.000}       20.000          50.000")
            .replace("u_accelerator |", "accelerator |"));
    CommandLineRun run =
        build("arty-a7-100t", "--vitis-hls", "none", "--clock", "50", "--utilization", "0.1");
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Report report = report("arty-a7-100t");
    assertThat(report.performance().fmaxMhz())
        .isCloseTo(1e3 / 19, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(report.resources().total().lut().routed()).isEqualTo(2000);
    assertThat(report.bitstream().path()).isEqualTo("bitstream/mlp.bit");
    Path driver = folder.resolve("build/mlp-arty-a7-100t/driver");
    assertThat(driver.resolve("c/mlp.h")).exists();
    assertThat(driver.resolve("java/nn2fpga_mlp/Accelerator.java")).exists();
  }
}
