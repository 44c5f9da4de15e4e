package io.nn2fpga.sim;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.VerificationResult.Implementation;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Proves a build directory: runs the same frames through the HLS C++ and the Verilog and compares
 * every beat of every stream with the integer reference, and every cycle with the timing machines.
 */
public final class Verification {
  /** Frames sent back to back at least, so that the last interval is a steady one. */
  private static final int MIN_FRAMES = 3;

  private final Design design;
  private final List<Sample> samples;
  private final List<IntTensor> frames = new ArrayList<>();
  private final List<Map<String, IntTensor>> reference = new ArrayList<>();
  private final HlsSimulation hls;
  private final RtlSimulation rtl;
  private final Path memories;
  private final Trace predicted;
  private boolean built;

  /**
   * Prepares a verification: evaluates the flow graph on the samples and predicts its cycles.
   *
   * @param tools where g++, make and Verilator are found
   * @param build a directory that the design's {@link io.nn2fpga.rtl.DesignFiles} were written to
   * @param design a design with one input and one output
   * @param samples at least one frame, with what the int-level reference gives for it
   * @throws IllegalArgumentException if there is no sample
   * @throws IllegalStateException if the flow graph and the int-level reference disagree: the
   *     lowering is wrong
   */
  public Verification(Toolbox tools, Path build, Design design, List<Sample> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("a verification without samples proves nothing");
    }
    this.design = design;
    this.samples = List.copyOf(samples);
    IntegerExecutor executor = new IntegerExecutor(design.graph());
    List<Map<String, IntTensor>> streams =
        samples.parallelStream().map(s -> executor.run(s.input())).toList();
    for (int i = 0; i < samples.size(); i++) {
      checkLowering(i, streams.get(i));
    }
    for (int i = 0; i < Math.max(MIN_FRAMES, samples.size()); i++) {
      frames.add(samples.get(i % samples.size()).input());
      reference.add(streams.get(i % samples.size()));
    }
    predicted = FlowSimulator.run(design.graph(), frames.size());
    hls = new HlsSimulation(tools, build, design);
    rtl = new RtlSimulation(tools, build, design);
    memories = build.resolve("rtl/mem");
  }

  /**
   * Builds both simulators, if they are not built yet, runs and compares.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if a tool is missing or fails
   * @throws CancellationException if the thread is interrupted
   */
  public VerificationResult run(VerificationProgress progress) {
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      Future<Implementation> hlsResult = background.submit(this::runHls);
      build(progress);
      progress.at("running the Verilog simulation", 0.7);
      Rtl rtlResult = runRtl("run", memories);
      progress.at("waiting for the HLS C++ simulation", 0.9);
      return rtlResult.with(result(hlsResult));
    } finally {
      background.shutdownNow();
    }
  }

  /**
   * Runs the Verilog alone with other memory images, and compares.
   *
   * @param name of the run's directory below {@code sim/rtl}
   * @param alteredMemories a directory with every memory image of the design
   */
  public Implementation runRtlWith(String name, Path alteredMemories) {
    build(VerificationProgress.NONE);
    return runRtl(name, alteredMemories).implementation();
  }

  /**
   * Runs the Verilog alone with one bit of one memory flipped, and compares.
   *
   * @return what {@link MemoryFault#isNamedBy} must be true of
   */
  public Implementation runRtlWith(MemoryFault fault) {
    Path altered = rtl.directory("fault_" + fault.name()).resolve("mem");
    fault.inject(memories, altered);
    return runRtlWith("fault_" + fault.name(), altered);
  }

  /**
   * Runs the Verilog alone while its source and its sink stall, and compares.
   *
   * @return a transfer in another cycle than the timing machines say is a problem too
   */
  public Implementation runRtlUnder(RtlSimulation.Stalls stalls) {
    build(VerificationProgress.NONE);
    SimulationRun run = rtl.run("stalls", memories, frames, stalls);
    Implementation found = compare("Verilog", run);
    if (!found.bitExact()) {
      return found;
    }
    CycleTiming.Mismatch mismatch =
        CycleTiming.mismatch(design, predicted(stalls), CycleTiming.trace(design, run.logs()));
    return mismatch == null
        ? found
        : new Implementation(
            found.name(), found.samples(), found.beats(), null, mismatch.message());
  }

  /** The bench seeds the stalls of a port by the index of its stream. */
  private Trace predicted(RtlSimulation.Stalls stalls) {
    return new FlowSimulator(
            design.graph(),
            frames.size(),
            design.inputs().stream()
                .map(port -> new StallPattern(port.wire().index() + 1, stalls.source()))
                .toList(),
            design.outputs().stream()
                .map(port -> new StallPattern(port.wire().index() + 1, stalls.sink()))
                .toList())
        .run(frames.size());
  }

  /** The Verilog's part of a result. */
  private record Rtl(
      Implementation implementation,
      CycleTiming predicted,
      @Nullable CycleTiming measured,
      CycleTiming.@Nullable Mismatch mismatch,
      Map<String, Long> intervals) {

    VerificationResult with(Implementation hls) {
      return new VerificationResult(hls, implementation, predicted, measured, mismatch, intervals);
    }
  }

  private void build(VerificationProgress progress) {
    if (!built) {
      progress.at("translating the Verilog", 0.0);
      rtl.verilate();
      progress.at("compiling the Verilog simulation", 0.05);
      rtl.compile();
      built = true;
    }
  }

  private Implementation runHls() {
    hls.compile();
    return compare("HLS C++", hls.run(frames));
  }

  private Rtl runRtl(String name, Path runMemories) {
    SimulationRun run = rtl.run(name, runMemories, frames, RtlSimulation.Stalls.NONE);
    Implementation implementation = compare("Verilog", run);
    CycleTiming prediction = CycleTiming.of(predicted, frames.size());
    if (!complete(run)) {
      return new Rtl(implementation, prediction, null, null, Map.of());
    }
    Trace measured = CycleTiming.trace(design, run.logs());
    return new Rtl(
        implementation,
        prediction,
        CycleTiming.of(measured, frames.size()),
        CycleTiming.mismatch(design, predicted, measured),
        CycleTiming.intervals(measured, frames.size()));
  }

  private boolean complete(SimulationRun run) {
    return design.wires().stream()
        .allMatch(
            w -> {
              BeatLog log = run.logs().get(w.stream());
              return log != null && log.beats().size() == frames.size() * w.type().beatsPerFrame();
            });
  }

  private Implementation compare(String name, SimulationRun run) {
    StreamComparison comparison = new StreamComparison(name, design, reference);
    Difference difference = comparison.first(run.logs());
    return new Implementation(
        name, samples.size(), comparison.comparedBeats(), difference, run.problem());
  }

  private void checkLowering(int index, Map<String, IntTensor> streams) {
    String output = design.graph().outputs().get(0);
    IntTensor got = streams.get(output);
    if (got == null || !Arrays.equals(got.data(), samples.get(index).output().data())) {
      throw new IllegalStateException(
          "flow graph and int graph disagree on sample " + index + ", output '" + output + "'");
    }
  }

  private static Implementation result(Future<Implementation> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("verification was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
