package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The generated Vivado project under tclsh. {@code vivado_shim.tcl} refuses what Vivado would:
 * unknown commands, options and pins, missing files, open interfaces; the tests ask for the
 * meaning.
 */
class VivadoScriptTest {
  @TempDir Path build;

  private Path vivado() {
    return build.resolve("vivado");
  }

  private void generate(String board) {
    Design design = Design.of(TestNetwork.flow(TestNetwork.classifier(), 3, 0.6), "tiny");
    DesignFiles sources = DesignFiles.of(design);
    sources.with(AmdFiles.of(design, sources, Boards.find(board), 150)).writeTo(build);
  }

  private TclRun run(String... arguments) throws IOException {
    return TclRun.of("vivado_shim.tcl", vivado(), Map.of(), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zcu104", "zcu102", "kv260", "ultra96v2", "pynq-z2", "pynq-z1"})
  void everyBoardsProjectRunsThroughToABitstream(String board) throws IOException {
    generate(board);
    TclRun run = run("build.tcl");
    assertThat(run.lines()).noneMatch(l -> l.startsWith("SHIM:") || l.startsWith("ERROR:"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.commands())
        .containsSubsequence(
            "create_project",
            "create_bd_design",
            "assign_bd_address",
            "validate_bd_design",
            "save_bd_design",
            "generate_target",
            "make_wrapper",
            "launch_runs",
            "wait_on_run",
            "launch_runs",
            "wait_on_run",
            "open_run",
            "report_timing_summary",
            "report_utilization",
            "write_hw_platform");
    assertThat(run.after("CALL create_project"))
        .singleElement()
        .asString()
        .endsWith("-part " + Boards.find(board).part());
    assertThat(run.after("MODEL top")).containsExactly("system_wrapper");
    for (String name : List.of("tiny.bit", "tiny.hwh", "tiny.xsa")) {
      assertThat(build.resolve("bitstream").resolve(name)).exists();
    }
    for (String name : List.of("timing_routed.rpt", "utilization_routed.rpt")) {
      assertThat(vivado().resolve("reports").resolve(name)).exists();
    }
  }

  @Test
  void dataGoesFromMemoryThroughTheAcceleratorAndBack() throws IOException {
    generate("zcu104");
    TclRun run = run("build.tcl", "project");
    assertThat(run.after("MODEL link"))
        .containsExactlyInAnyOrder(
            "ps/M_AXI_HPM0_FPD control_interconnect/S00_AXI",
            "control_interconnect/M00_AXI dma/S_AXI_LITE",
            "control_interconnect/M01_AXI accelerator/s_axi",
            "dma/M_AXI_MM2S memory_interconnect/S00_AXI",
            "dma/M_AXI_S2MM memory_interconnect/S01_AXI",
            "memory_interconnect/M00_AXI ps/S_AXI_HP0_FPD",
            "dma/M_AXIS_MM2S accelerator/s_axis",
            "accelerator/m_axis dma/S_AXIS_S2MM");
    assertThat(run.after("MODEL property"))
        .contains(
            "ps,CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ 150.0",
            "dma,CONFIG.c_include_sg 0",
            "dma,CONFIG.c_m_axis_mm2s_tdata_width 32",
            "dma,CONFIG.c_s_axis_s2mm_tdata_width 8",
            "dma,CONFIG.c_m_axi_mm2s_data_width 128",
            "project_1,board_part xilinx.com:zcu104:part0:1.10");
    List<String> clocked =
        run.after("MODEL net").stream().filter(n -> n.startsWith("ps/pl_clk0 ")).toList();
    assertThat(clocked).contains("ps/pl_clk0 accelerator/aclk").hasSize(9);
    assertThat(run.after("MODEL net"))
        .contains(
            "reset_control/peripheral_aresetn accelerator/aresetn",
            "ps/pl_resetn0 reset_control/ext_reset_in");
  }

  @Test
  void zynq7000HasItsOwnProcessorAndPorts() throws IOException {
    generate("pynq-z2");
    TclRun run = run("build.tcl", "project");
    assertThat(run.after("MODEL cell")).contains("ps processing_system7");
    assertThat(run.after("MODEL net")).contains("ps/FCLK_CLK0 accelerator/aclk");
    assertThat(run.after("MODEL property"))
        .contains(
            "ps,CONFIG.PCW_FPGA0_PERIPHERAL_FREQMHZ 150.0",
            "dma,CONFIG.c_m_axi_mm2s_data_width 64",
            "dma,CONFIG.c_addr_width 32");
  }

  @Test
  void memoryImagesAreWhereTheModulesReadThem() throws IOException {
    generate("zcu104");
    TclRun run = run("build.tcl", "synth");
    List<String> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(build.resolve("rtl/mem"))) {
      files.forEach(f -> images.add("mem/" + f.getFileName()));
    }
    assertThat(images).isNotEmpty();
    assertThat(String.join(" ", run.after("MODEL memories")).split(" ", -1))
        .containsExactlyInAnyOrderElementsOf(images);
    String verilog = Files.readString(build.resolve("rtl/tiny.v"));
    assertThat(images).allMatch(image -> verilog.contains('"' + image + '"'));
  }

  @Test
  void stepsStopWhereTheyShould() throws IOException {
    generate("zcu104");
    assertThat(run("build.tcl", "project").commands()).doesNotContain("launch_runs");
    assertThat(run("build.tcl", "synth", "2").after("CALL launch_runs"))
        .containsExactly("synth_1 -jobs 2");
    TclRun wrong = run("build.tcl", "bitsream");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.lines())
        .contains("ERROR: [nn2fpga] 'bitsream' is no step; known: project, synth, bitstream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BOARDS=empty | the files of board 'xilinx.com:zcu104:part0' are not installed: in Vivado,"
            + " Tools > Vivado Store > Boards, or the board maker's archive below"
            + " data/boards/board_files",
        "IPS=empty | this Vivado has no IP 'zynq_ultra_ps_e'",
        "SYNTH=failed | synth_1: [Synth 8-439] module 'missing' not found",
        "IMPL=failed | impl_1: [Synth 8-439] module 'missing' not found",
        "MEMORY=lost | synth_1: could not open $readmem data file 'mem/a.mem'; please make sure the"
            + " file is added to project and has read permission, ignoring",
        "SLACK=-0.417 | timing is not met: setup slack -0.417 ns at 150.0 MHz; build with a lower"
            + " --clock"
      })
  void whatGoesWrongEndsWithAnErrorAndNoBitstream(String define, String message)
      throws IOException {
    generate("zcu104");
    TclRun run = run("-D", define, "build.tcl");
    assertThat(run.lines()).contains("ERROR: [nn2fpga] " + message);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(build.resolve("bitstream/tiny.bit")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "assign_bd_address |  | validate_bd_design: addresses are not assigned",
        "bus accelerator/m_axis dma/S_AXIS_S2MM |  | accelerator/m_axis is open",
        "dma/axi_resetn accelerator/aresetn | dma/axi_resetn | accelerator/aresetn has no driver",
        "dma/M_AXIS_MM2S accelerator/s_axis | dma/M_AXIS_MM2S accelerator/s_axes"
            + " | get_bd_intf_pins: cell accelerator has no s_axes",
        "generate_target all | generate_all | unknown command 'generate_all'",
        "-to_step write_bitstream | -until write_bitstream | launch_runs: unknown option '-until'",
        "set_property top system_wrapper [current_fileset] |  | launch_runs: top is ''",
        "[file join $here user.xdc] | [file join $here none.xdc] | add_files: no file HERE/none.xdc"
      })
  void theShimRefusesABrokenScript(String right, String wrong, String message) throws IOException {
    generate("zcu104");
    int changed = 0;
    for (String name : List.of("build.tcl", "project.tcl")) {
      Path script = vivado().resolve(name);
      String text = Files.readString(script);
      String broken = text.replace(right, wrong == null ? "" : wrong);
      changed += broken.equals(text) ? 0 : 1;
      Files.writeString(script, broken);
    }
    assertThat(changed).isEqualTo(1);
    TclRun run = run("build.tcl");
    assertThat(run.lines())
        .contains("SHIM: " + message.replace("HERE", vivado().toRealPath().toString()));
    assertThat(run.exitCode()).isEqualTo(3);
  }

  @Test
  void boardsOfOtherFlowsGetNoProject() {
    Design design = Design.of(TestNetwork.flow(TestNetwork.classifier(), 3, 0.6), "tiny");
    assertThat(AmdFiles.of(design, DesignFiles.of(design), Boards.find("ulx3s-85f"), 50)).isEmpty();
  }
}
