package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.amd.AmdFiles;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The generated Vitis HLS project: its script under tclsh, and its C++ with stand-ins for the
 * vendor's headers, whose integers wrap at their width as the vendor's do.
 */
class VitisHlsProjectTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path build;

  @BeforeEach
  void generate() {
    Graph network = TestNetwork.classifier();
    Design design = Design.of(TestNetwork.flow(network, 3, 0.6), "tiny");
    DesignFiles sources = DesignFiles.of(design);
    sources.with(AmdFiles.of(design, sources, Boards.find("zcu104"), 200)).writeTo(build);
    HlsVectors.write(build, design, TestNetwork.samples(network, 3));
  }

  private Path hls() {
    return build.resolve("hls");
  }

  private ToolResult simulate() throws URISyntaxException {
    Path headers =
        Path.of(Objects.requireNonNull(VitisHlsProjectTest.class.getResource("vendor")).toURI());
    List<String> compile =
        List.of(
            TestTools.toolbox().require(Tool.GXX).toString(),
            "-std=c++14",
            "-O1",
            "-Wall",
            "-Wno-unknown-pragmas",
            "-DNN2FPGA_VITIS_HLS",
            "-I" + headers,
            "-o",
            "testbench",
            "testbench.cpp",
            "tiny_axis.cpp",
            "tiny.cpp");
    TestTools.toolbox().runner().run(ToolCommand.of("compile", compile, hls(), LIMIT));
    List<String> run = List.of(hls().resolve("testbench").toString(), "vectors");
    return TestTools.toolbox().runner().attempt(ToolCommand.of("run", run, hls(), LIMIT));
  }

  @Test
  void testBenchComparesWithTheReference() throws IOException, URISyntaxException {
    ToolResult right = simulate();
    assertThat(right.stdout()).isEqualTo("3 frames equal the reference\n");
    assertThat(right.exitCode()).isZero();
    Path expected = hls().resolve("vectors/m_axis.beats");
    List<String> beats = Files.readAllLines(expected);
    beats.set(11, beats.get(11).equals("00") ? "01" : "00");
    Files.write(expected, beats);
    ToolResult wrong =
        TestTools.toolbox()
            .runner()
            .attempt(
                ToolCommand.of(
                    "run",
                    List.of(hls().resolve("testbench").toString(), "vectors"),
                    hls(),
                    LIMIT));
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.stdout()).isEqualTo("error: frame 1, beat 1 differs from the reference\n");
  }

  @Test
  void aWrongWeightIsFoundByTheTestBench() throws IOException, URISyntaxException {
    Path weights = hls().resolve("weights.hpp");
    String text = Files.readString(weights);
    String wrong = text.replaceFirst("(dense_weights[^{]*\\{+)(-?\\d+)", "$1(126 - $2)");
    assertThat(wrong).isNotEqualTo(text);
    Files.writeString(weights, wrong);
    assertThat(simulate().exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"csim, 1", "csynth, 2", "cosim, 3", "export, 4"})
  void scriptGoesAsFarAsAsked(String step, int steps) throws IOException {
    TclRun run =
        TclRun.of("vitis_hls_shim.tcl", hls(), Map.of("NN2FPGA_HLS_STEP", step), "run_hls.tcl");
    assertThat(run.lines()).noneMatch(l -> l.startsWith("SHIM:") || l.startsWith("ERROR:"));
    assertThat(run.exitCode()).isZero();
    List<String> all = List.of("csim_design", "csynth_design", "cosim_design", "export_design");
    assertThat(run.commands().stream().filter(all::contains).toList())
        .isEqualTo(all.subList(0, steps));
    assertThat(run.after("CALL set_top")).containsExactly("tiny_axis");
    assertThat(run.after("CALL set_part")).containsExactly("xczu7ev-ffvc1156-2-e");
    assertThat(run.after("CALL create_clock")).containsExactly("-period 5.000 -name default");
    assertThat(run.after("CALL add_files")).hasSize(3);
  }

  @Test
  void scriptSaysWhatIsWrong() throws IOException {
    TclRun step =
        TclRun.of("vitis_hls_shim.tcl", hls(), Map.of("NN2FPGA_HLS_STEP", "all"), "run_hls.tcl");
    assertThat(step.lines())
        .contains("ERROR: [nn2fpga] 'all' is no step; known: csim, csynth, cosim, export");
    assertThat(step.exitCode()).isEqualTo(1);
    Path script = hls().resolve("run_hls.tcl");
    Files.writeString(script, Files.readString(script).replace("set_part", "set_parts"));
    assertThat(TclRun.of("vitis_hls_shim.tcl", hls(), Map.of(), "run_hls.tcl").lines())
        .contains("SHIM: unknown command 'set_parts'");
  }

  @Test
  void everyFoldedArrayIsReadInParallel() throws IOException {
    assertThat(Files.readString(hls().resolve("tiny_axis.cpp")))
        .contains(
            "#pragma HLS INTERFACE mode=axis port=s_axis\n",
            "#pragma HLS INTERFACE mode=axis port=m_axis\n",
            "#pragma HLS DATAFLOW\n");
    assertThat(Files.readString(hls().resolve("nn2fpga_mvu.hpp")))
        .contains("ARRAY_PARTITION variable = weights complete dim = 2")
        .contains("ARRAY_PARTITION variable = weights complete dim = 3");
    assertThat(Files.readString(hls().resolve("nn2fpga_requantize.hpp")))
        .contains("ARRAY_PARTITION variable = multiplier complete dim = 2");
  }
}
