package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.cli.project.ScheduleFile;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.FifoDeadlock;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.fold.FlowCost;
import io.nn2fpga.fold.FoldingLimit;
import io.nn2fpga.fold.FoldingPlan;
import io.nn2fpga.fold.FoldingProblem;
import io.nn2fpga.fold.FoldingSolver;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.SpramChoice;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.HlsVectors;
import io.nn2fpga.sim.Sample;
import io.nn2fpga.sim.Verification;
import io.nn2fpga.sim.VerificationResult;
import io.nn2fpga.sim.tool.Toolbox;
import io.nn2fpga.synth.Synthesis;
import io.nn2fpga.synth.SynthesisResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** From the integer network to verified Verilog and HLS C++. */
final class BackEnd {
  /** Enough to fill the network and then see its steady state. */
  private static final int FRAMES = 10;

  /** To count what a board without any would need. */
  private static final DeviceFamily.Spram ANY_SPRAM = new DeviceFamily.Spram(0, 16384, 16);

  /** Frames of Vitis HLS' own simulations, of which that of the synthesized Verilog is slow. */
  private static final int HLS_FRAMES = 4;

  private final BuildRequest request;
  private final StageLog log;
  private final boolean verifyPasses;

  BackEnd(BuildRequest request, StageLog log, boolean verifyPasses) {
    this.verifyPasses = verifyPasses;
    this.request = request;
    this.log = log;
  }

  /**
   * A folded network.
   *
   * @param schedule foldings and FIFO depths
   * @param flow the flow graph
   * @param interval predicted cycles a frame of the whole network
   * @param lowerBound the solver's bound; null if the schedule was replayed
   * @param limit what stops a faster folding; null if the schedule was replayed
   * @param cost the estimate of every actor
   */
  record Folded(
      Schedule schedule,
      Graph flow,
      long interval,
      @Nullable Long lowerBound,
      @Nullable FoldingLimit limit,
      FlowCost cost) {}

  /** Solves the folding, or replays a schedule, and sizes the FIFOs. */
  Folded fold(QuantizedModel model) {
    return log.run(
        "fold",
        () -> {
          Path replay = request.schedule();
          Folded folded = replay == null ? solve(model) : replay(model, replay);
          if (verifyPasses) {
            Verifier.verify(folded.flow(), "folding");
          }
          Long bound = folded.lowerBound();
          log.detail(
              String.format(
                  Locale.ROOT,
                  "%,d cycles a frame; %s",
                  folded.interval(),
                  bound == null
                      ? "schedule replayed from " + replay
                      : String.format(
                          Locale.ROOT, "no folding in the budget is below %,d", bound)));
          return folded;
        });
  }

  private Folded solve(QuantizedModel model) {
    Board board = request.board();
    FoldingPlan plan =
        FoldingSolver.solve(
            new FoldingProblem(
                model.graph(),
                board.name(),
                board.family(),
                board.resources(),
                request.utilization(),
                request.clockMhz(),
                request.targetFps()));
    Schedule schedule = plan.schedule();
    if (request.fastestClock()) {
      for (LayerGroup group : LayerGroup.of(model.graph())) {
        Folding folding = schedule.layers().get(group.name());
        if (folding != null && group.pipelines(folding)) {
          schedule = schedule.withPipeline(group.name(), Folding.MOST_PIPELINE);
        }
      }
    }
    return sized(model, schedule, plan.lowerBound(), plan.limit());
  }

  private Folded sized(
      QuantizedModel model,
      Schedule schedule,
      @Nullable Long lowerBound,
      @Nullable FoldingLimit limit) {
    FifoSizing sizing =
        FifoSizing.of(Streaming.lower(model.graph(), schedule.withFifoDepths(Map.of())));
    return new Folded(
        schedule.withFifoDepths(sizing.depths()),
        sizing.graph(),
        sizing.interval(),
        lowerBound,
        limit,
        FlowCost.of(sizing.graph(), request.board().family()));
  }

  /**
   * The network with other registers and requantizers in its arithmetic: FIFOs sized anew, PE, SIMD
   * and PX as they were.
   */
  Folded pipelined(QuantizedModel model, Folded before, Schedule schedule) {
    return log.run(
        "pipeline",
        () -> {
          Folded folded = sized(model, schedule, before.lowerBound(), before.limit());
          List<String> changes = new ArrayList<>();
          add(changes, "registers in ", schedule, folding -> folding.pipeline() > 0);
          add(
              changes,
              "serial requantizers in ",
              schedule,
              folding -> folding.requantizer() == Requantizer.SERIAL);
          log.detail(String.join("; ", changes));
          return folded;
        });
  }

  private static void add(
      List<String> changes, String what, Schedule schedule, Predicate<Folding> has) {
    String layers =
        schedule.layers().entrySet().stream()
            .filter(layer -> has.test(layer.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    if (!layers.isEmpty()) {
      changes.add(what + layers);
    }
  }

  private Folded replay(QuantizedModel model, Path file) {
    Schedule schedule = ScheduleFile.read(file, model.graph());
    Graph flow = Streaming.lower(model.graph(), schedule);
    requireSpram(flow, file);
    if (schedule.fifoDepths().isEmpty()) {
      FifoSizing sizing = FifoSizing.of(flow);
      schedule = schedule.withFifoDepths(sizing.depths());
      flow = sizing.graph();
    } else {
      requireNoDeadlock(flow, file);
    }
    long interval = FlowSimulator.run(flow, FRAMES).interval(FRAMES);
    FlowCost cost = FlowCost.of(flow, request.board().family());
    return new Folded(schedule, flow, interval, null, null, cost);
  }

  private void requireSpram(Graph flow, Path file) {
    DeviceFamily.Spram spram = request.board().family().spram();
    long available = spram == null ? 0 : spram.blocks();
    long blocks = SpramChoice.blocks(flow, spram == null ? ANY_SPRAM : spram);
    if (blocks > available) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.SCHEDULE,
              "'memory: spram' takes %d blocks of SPRAM, %s has %d that it can fill"
                  .formatted(blocks, request.board().name(), available),
              file.toString(),
              available == 0
                  ? "leave 'memory' out, or name a board with SPRAM and 'io.flash'"
                  : "words of PE x SIMD weights take a block for each 16 bits and 16,384 words"));
    }
  }

  private static void requireNoDeadlock(Graph flow, Path schedule) {
    Diagnostics problems = new Diagnostics();
    for (FifoDeadlock small : FifoDeadlock.in(flow)) {
      problems.add(
          Diagnostic.of(
              Code.SCHEDULE,
              "the design deadlocks: the FIFO on '%s' holds %d beats, which is too few between '%s' and '%s'"
                  .formatted(small.stream(), small.depth(), small.fork(), small.join()),
              schedule + ", fifos, '" + small.stream() + "'",
              "it needs %d at least; leave out 'fifos' to have them sized"
                  .formatted(small.least())));
    }
    problems.throwIfAny();
  }

  /** Synthesizes each unique module of a design. */
  SynthesisResult synthesize(Toolbox tools, Path directory, Path cache, Design design) {
    return log.run(
        "synthesize",
        () -> {
          log.detail("unique modules, by Yosys");
          SynthesisResult result =
              new Synthesis(tools, directory, cache, request.board().family()).of(design);
          log.detail(
              String.format(
                  Locale.ROOT,
                  "%d unique modules, %d of them known from earlier builds",
                  result.units(),
                  result.cached()));
          return result;
        });
  }

  /** Runs samples through HLS C++ and Verilog and compares all that moves. */
  VerificationResult verify(
      Toolbox tools, Path directory, Design design, QuantizedModel model, SampleFile data) {
    return log.run(
        "verify",
        () -> {
          List<IntTensor> frames = data.codes(model, request.verifySamples());
          List<IntTensor> outputs = new IntegerExecutor(model.graph()).runAll(frames);
          List<Sample> samples = new ArrayList<>();
          for (int i = 0; i < frames.size(); i++) {
            samples.add(new Sample(frames.get(i), outputs.get(i)));
          }
          if (!request.board().flow().open()) {
            HlsVectors.write(
                directory, design, samples.subList(0, Math.min(HLS_FRAMES, samples.size())));
          }
          VerificationResult result =
              new Verification(tools, directory, design, samples)
                  .run(
                      (step, fraction) ->
                          log.detail(
                              String.format(Locale.ROOT, "%.0f %%, %s", 100 * fraction, step)));
          log.detail(
              String.format(
                  Locale.ROOT,
                  "%d samples: HLS C++ %s, Verilog %s (%,d beats compared)",
                  frames.size(),
                  equal(result.hls()),
                  equal(result.rtl()),
                  result.hls().beats() + result.rtl().beats()));
          return result;
        });
  }

  private static String equal(VerificationResult.Implementation implementation) {
    return implementation.bitExact() ? "bit-exact" : "WRONG";
  }
}
