package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts of a kernel: {@code package_kernel.tcl} under tclsh with {@code vitis_shim.tcl},
 * {@code build.sh} with that in place of Vivado and a script in place of {@code v++}.
 */
class VitisScriptTest {
  @TempDir Path build;

  private Path vitis() {
    return build.resolve("vitis");
  }

  private void generate(String board) {
    Design design = Design.of(TestNetwork.flow(TestNetwork.classifier(), 3, 0.6), "tiny");
    DesignFiles sources = DesignFiles.of(design);
    sources.with(AmdFiles.of(design, sources, Boards.find(board), 220.5)).writeTo(build);
  }

  private TclRun pack(String... arguments) throws IOException {
    return TclRun.of("vitis_shim.tcl", vitis(), Map.of(), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alveo-u250", "alveo-u55c"})
  void theKernelIsPackaged(String board) throws IOException {
    generate(board);
    TclRun run = pack("package_kernel.tcl");
    assertThat(run.lines()).noneMatch(l -> l.startsWith("SHIM:") || l.startsWith("ERROR:"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.after("MODEL arguments")).containsExactly("3");
    assertThat(run.after("MODEL top")).containsExactly("tiny_kernel");
    assertThat(run.after("CALL create_project").get(0)).endsWith(Boards.find(board).part());
    assertThat(run.after("MODEL property"))
        .contains(
            "bus:m_axi_gmem,DATA_WIDTH,value 512",
            "bus:ap_clk,FREQ_HZ,value 220500000",
            "register:output,address_offset 0x01C",
            "core_1,sdx_kernel true");
    assertThat(vitis().resolve("tiny_kernel.xo")).exists();
  }

  @Test
  void memoryImagesAreNamedByTheirWholePaths() throws IOException {
    generate("alveo-u250");
    pack("package_kernel.tcl");
    String copy = Files.readString(vitis().resolve("rtl/tiny.v"));
    Path images = build.toRealPath().resolve("rtl/mem");
    try (Stream<Path> files = Files.list(images)) {
      assertThat(files.map(f -> '"' + f.toString() + '"')).isNotEmpty().allMatch(copy::contains);
    }
    assertThat(copy).doesNotContain("\"mem/");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "package_kernel.tcl | input 0x010 64 | input 0x014 64 | kernel.xml: input lies elsewhere",
        "package_kernel.tcl | ipx::save_core $core |  | package_xo: no core in HERE/package",
        "package_kernel.tcl | foreach bus {s_axi_control m_axi_gmem} | foreach bus {m_axi_gmem}"
            + " | check_integrity: s_axi_control has no clock",
        "package_kernel.tcl | -ip_directory | -ip_folder | package_xo: unknown option '-ip_folder'",
        "kernel.xml | dataWidth=\"512\" | dataWidth=\"256\" | kernel.xml: m_axi_gmem is of another"
            + " width",
        "kernel.xml | offset=\"0x28\" | offset=\"0x30\" | kernel.xml: frames lies elsewhere",
        "hdl/tiny_kernel.v | m_axi_gmem_arlen | m_axi_gmem_arlength | package_project: m_axi_gmem"
            + " has no arlen"
      })
  void theShimRefusesABrokenKernel(String file, String right, String wrong, String message)
      throws IOException {
    generate("alveo-u250");
    Path path = vitis().resolve(file);
    String text = Files.readString(path);
    String broken = text.replace(right, wrong == null ? "" : wrong);
    assertThat(broken).isNotEqualTo(text);
    Files.writeString(path, broken);
    TclRun run = pack("package_kernel.tcl");
    assertThat(run.lines())
        .contains("SHIM: " + message.replace("HERE", vitis().toRealPath().toString()));
  }

  /** Writes programs in place of {@code vivado} and {@code v++}. */
  private Map<String, String> programs(String version) throws IOException, URISyntaxException {
    Path shim =
        Path.of(Objects.requireNonNull(TclRun.class.getResource("amd/vitis_shim.tcl")).toURI());
    program(
        "vivado",
        """
        [ "$*" = "-mode batch -nojournal -notrace -source package_kernel.tcl" ] || exit 9
        exec tclsh "%s" package_kernel.tcl
        """
            .formatted(shim));
    program(
        "vpp",
        """
        if [ "$1" = --version ]; then echo "****** v++ v%s (64-bit)"; exit 0; fi
        echo "$@" >"$0.arguments"
        [ -f link.cfg ] && [ -f tiny_kernel.xo ] || exit 8
        mkdir -p link/link/imp
        echo "$LINK_LOG" >link/link/imp/runme.log
        while [ "$1" != --output ]; do shift; done
        echo bits >"$2"
        """
            .formatted(version));
    return Map.of(
        "VIVADO", build.resolve("vivado").toString(), "VPP", build.resolve("vpp").toString());
  }

  private void program(String name, String text) throws IOException {
    Files.writeString(build.resolve(name), "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(
        build.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private ToolResult script(Map<String, String> environment, String... arguments) {
    List<String> command =
        Stream.concat(Stream.of("sh", "vitis/build.sh"), Stream.of(arguments)).toList();
    return TestTools.toolbox()
        .runner()
        .attempt(
            ToolCommand.of("build", command, build, Duration.ofMinutes(1))
                .withEnvironment(environment));
  }

  @ParameterizedTest
  @CsvSource({"2022.2, --kernel_frequency 220", "2023.2, --freqhz 220500000"})
  void theKernelIsLinkedForTheCard(String version, String clock) throws Exception {
    generate("alveo-u55c");
    Map<String, String> environment = programs(version);
    ToolResult result = script(environment, "hw", "3");
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
    assertThat(Files.readString(build.resolve("vpp.arguments")))
        .isEqualTo(
            "--link --target hw --config link.cfg "
                + clock
                + " --jobs 3 --temp_dir link --log_dir reports --report_dir reports --output"
                + " ../bitstream/tiny.xclbin tiny_kernel.xo\n");
    assertThat(build.resolve("bitstream/tiny.xclbin")).exists();
    assertThat(Files.readString(vitis().resolve("link.cfg")))
        .contains("platform=xilinx_u55c_gen3x16_xdma_3_202210_1\n")
        .contains("nk=tiny_kernel:1:tiny_kernel_1\n")
        .contains("sp=tiny_kernel_1.m_axi_gmem:HBM[0]\n");
  }

  @Test
  void stepsStopWhereTheyShould() throws Exception {
    generate("alveo-u250");
    Map<String, String> environment = programs("2023.2");
    assertThat(script(environment, "xo").exitCode()).isZero();
    assertThat(build.resolve("vpp.arguments")).doesNotExist();
    ToolResult wrong = script(environment, "hard");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.stdout())
        .isEqualTo("ERROR: [nn2fpga] 'hard' is no step; known: xo, hw_emu, hw\n");
  }

  @Test
  void anEmptyMemoryIsNotHandedOut() throws Exception {
    generate("alveo-u250");
    Map<String, String> environment = new java.util.HashMap<>(programs("2023.2"));
    environment.put("LINK_LOG", "WARNING: could not open $readmem data file 'a.mem'; ignoring");
    ToolResult result = script(environment);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stdout()).contains("ERROR: [nn2fpga] v++: could not open $readmem data file");
    assertThat(build.resolve("bitstream/tiny.xclbin")).doesNotExist();
  }
}
