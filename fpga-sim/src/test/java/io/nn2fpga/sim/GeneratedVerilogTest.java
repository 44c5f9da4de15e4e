package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Operators;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.rtl.SimulationFiles;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedVerilogTest {
  private static final StreamType WIDE = new StreamType(2, 2, 4, IntegerElement.unsigned(8), 1, 4);

  /** A queue before a converter that takes a beat in four cycles, so that the queue must hold. */
  private static Design narrowing(String name) {
    Graph.Builder builder = Graph.builder(name, Level.FLOW);
    builder.input("x", WIDE);
    builder.node("queue", new FifoKernel(2), List.of("x"), "queue");
    builder.node(
        "narrow",
        Operators.structural().converter(WIDE, WIDE.withLanes(1)),
        List.of("queue"),
        "narrow");
    builder.output("narrow");
    return Design.of(builder.build(), name);
  }

  private static List<Sample> samples() {
    int[] data = new int[WIDE.frame().size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = i * 15;
    }
    IntTensor frame = new IntTensor(WIDE.frame(), data);
    return List.of(new Sample(frame, frame));
  }

  private static void lint(Path build, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(TestTools.toolbox().require(Tool.VERILATOR).toString());
    command.addAll(List.of("--lint-only", "-Wall", "-F", "rtl/files.f"));
    command.addAll(options);
    TestTools.toolbox().runner().run(ToolCommand.of("lint", command, build, Duration.ofMinutes(2)));
  }

  @Test
  void lintsAloneAndInItsTestBench() {
    Graph network = TestNetwork.classifier();
    Path build = TestTools.directory("lint");
    DesignFiles.of(Design.of(TestNetwork.flow(network, 3, 0.6), "linted")).writeTo(build);
    lint(build, List.of("--top-module", "linted"));
    lint(
        build,
        List.of(
            "-F", "sim/files.f", "+define+NN2FPGA_TAPS", "--top-module", SimulationFiles.BENCH));
  }

  @Test
  void violatedHandshakeFailsTheVerification() throws IOException {
    Path build = TestTools.directory("violation");
    DesignFiles.of(narrowing("violation")).writeTo(build);
    Path queue = build.resolve("rtl/nn2fpga_fifo.v");
    String right = Files.readString(queue);
    // The beat that is offered withdraws whenever it is not taken at once.
    String wrong =
        right.replaceAll(
            "assign m_axis_tvalid *= ([^;]+);",
            """
            reg seen_reg;
            always @(posedge clk) seen_reg <= m_axis_tvalid;
            assign m_axis_tvalid = ($1) && !seen_reg;""");
    assertThat(wrong).isNotEqualTo(right);
    Files.writeString(queue, wrong);
    VerificationResult result =
        new Verification(TestTools.toolbox(), build, narrowing("violation"), samples())
            .run(VerificationProgress.NONE);
    assertThat(result.passed()).isFalse();
    assertThat(result.hls().bitExact()).isTrue();
    assertThat(result.rtl().problem())
        .startsWith("violation: stream queue, beat 1, cycle ")
        .endsWith("tvalid fell before the beat was taken");
    assertThat(result.diagnostics().toString()).contains("Verilog simulation failed: violation");
  }

  @Test
  void lostCycleFailsTheVerification() throws IOException {
    Path build = TestTools.directory("late");
    DesignFiles.of(narrowing("late")).writeTo(build);
    Path top = build.resolve("rtl/late.v");
    String right = Files.readString(top);
    // One more queue than the timing machines know of: the same beats, a cycle later.
    String wrong =
        right
            .replace(".s_axis_tvalid(x_tvalid)", ".s_axis_tvalid(x_tvalid && late_reg)")
            .replace(
                "  assign x_tvalid",
                "  reg late_reg;\n"
                    + "  always @(posedge clk) late_reg <= rst ? 1'b0 : x_tvalid;\n  assign x_tvalid")
            .replace("= x_tready;", "= x_tready && late_reg;")
            .replace(".tready(x_tready)", ".tready(x_tready && late_reg)");
    assertThat(wrong).isNotEqualTo(right);
    Files.writeString(top, wrong);
    VerificationResult result =
        new Verification(TestTools.toolbox(), build, narrowing("late"), samples())
            .run(VerificationProgress.NONE);
    assertThat(result.rtl().bitExact()).isTrue();
    assertThat(result.mismatch()).isEqualTo(new CycleTiming.Mismatch("x", 0, 0, 1));
    assertThat(result.diagnostics())
        .singleElement()
        .extracting("message")
        .isEqualTo(
            "the Verilog does not take the predicted cycles: beat 0 of stream 'x' moved in cycle 1,"
                + " not in the predicted cycle 0");
  }

  @Test
  void stallsShiftBeatsExactlyAsPredicted() {
    Design design = narrowing("stalls");
    Path build = TestTools.directory("stalls");
    DesignFiles.of(design).writeTo(build);
    RtlSimulation simulation = new RtlSimulation(TestTools.toolbox(), build, design);
    simulation.verilate();
    simulation.compile();
    List<IntTensor> frames = List.of(samples().get(0).input(), samples().get(0).input());
    SimulationRun run =
        simulation.run("run", build.resolve("rtl/mem"), frames, new RtlSimulation.Stalls(100, 150));
    assertThat(run.problem()).isNull();
    int sinkSeed = design.outputs().get(0).wire().index() + 1;
    Trace predicted =
        new FlowSimulator(
                design.graph(),
                2,
                List.of(new StallPattern(1, 100)),
                List.of(new StallPattern(sinkSeed, 150)))
            .run(2);
    Trace measured = CycleTiming.trace(design, run.logs());
    assertThat(CycleTiming.mismatch(design, predicted, measured)).isNull();
    assertThat(measured.transfersOf("narrow")).hasSize(32);
  }
}
