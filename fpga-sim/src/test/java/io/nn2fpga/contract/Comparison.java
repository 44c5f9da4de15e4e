package io.nn2fpga.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.StallPattern;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.StreamType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Holds what a run logged against what the kernel says. */
final class Comparison {
  private final ContractBench bench;
  private final ContractCase contractCase;
  private final Graph graph;

  Comparison(ContractBench bench, ContractCase contractCase) {
    this.bench = bench;
    this.contractCase = contractCase;
    this.graph = contractCase.graph();
  }

  private StreamType output(int index) {
    return graph.value(graph.outputs().get(index)).stream();
  }

  private Path log(String run, String stream, String suffix) {
    return bench.run().resolve(run).resolve(contractCase.name() + "_" + stream + suffix);
  }

  /** Every beat of every output equals the reference; tlast comes exactly with frame ends. */
  void values(String run) {
    for (int o = 0; o < graph.outputs().size(); o++) {
      values(output(o), o, BeatText.transfers(log(run, "out" + o, ".given")));
    }
  }

  private void values(StreamType type, int index, List<BeatText.Transfer> given) {
    List<String> expected = BeatText.hex(type, bench.stimulus(contractCase).outputs().get(index));
    assertThat(expected).as("expected beats of out%d", index).isNotEmpty();
    for (int beat = 0; beat < Math.min(expected.size(), given.size()); beat++) {
      assertThat(given.get(beat).hex())
          .as("%s: out%d, beat %d of %s", contractCase.name(), index, beat, type)
          .isEqualTo(expected.get(beat));
      assertThat(given.get(beat).last())
          .as("%s: tlast of out%d, beat %d", contractCase.name(), index, beat)
          .isEqualTo((beat + 1) % type.beatsPerFrame() == 0);
    }
    assertThat(given).as("%s: beats of out%d", contractCase.name(), index).hasSameSizeAs(expected);
  }

  /** What the C++ gives equals the reference, lane by lane. */
  void hls() {
    for (int o = 0; o < graph.outputs().size(); o++) {
      String file = contractCase.name() + "_out" + o + ".hls";
      List<String> expected =
          BeatText.decimal(output(o), bench.stimulus(contractCase).outputs().get(o));
      assertThat(expected).isNotEmpty();
      assertThat(BeatText.lines(bench.run().resolve(file))).as(file).isEqualTo(expected);
    }
  }

  /** Every transfer happens in the cycle that the timing machine says. */
  void cycles(String run, StallMode mode) {
    Trace trace = trace(mode);
    for (int o = 0; o < graph.outputs().size(); o++) {
      List<Integer> measured =
          BeatText.transfers(log(run, "out" + o, ".given")).stream()
              .map(BeatText.Transfer::cycle)
              .toList();
      assertThat(measured)
          .as("%s: cycles of out%d", contractCase.name(), o)
          .isNotEmpty()
          .isEqualTo(trace.transfersOf(graph.outputs().get(o)));
    }
    for (int i = 0; i < graph.inputs().size(); i++) {
      List<Integer> predicted = trace.transfersOf(graph.inputs().get(i));
      List<Integer> measured = BeatText.cycles(log(run, "in" + i, ".taken"));
      // The simulator stops with the last output beat; what is taken later cannot be compared.
      assertThat(measured)
          .as("%s: cycles of in%d", contractCase.name(), i)
          .isNotEmpty()
          .startsWith(predicted.toArray(Integer[]::new));
      assertThat(measured).hasSize(bench.stimulus(contractCase).inputs().get(i).length);
    }
  }

  private Trace trace(StallMode mode) {
    List<StallPattern> sources = new ArrayList<>();
    for (int i = 0; i < graph.inputs().size(); i++) {
      sources.add(new StallPattern(contractCase.stallSeed(true, i), mode.sourceRate()));
    }
    List<StallPattern> sinks = new ArrayList<>();
    for (int i = 0; i < graph.outputs().size(); i++) {
      sinks.add(new StallPattern(contractCase.stallSeed(false, i), mode.sinkRate()));
    }
    return new FlowSimulator(graph, contractCase.frames(), sources, sinks)
        .run(contractCase.frames());
  }

  /** The declared interval is the distance of the last beats of the last two frames. */
  void interval(String run) {
    List<BeatText.Transfer> given = BeatText.transfers(log(run, "out0", ".given"));
    int beats = output(0).beatsPerFrame();
    int measured =
        given.get(given.size() - 1).cycle() - given.get(given.size() - 1 - beats).cycle();
    assertThat((long) measured)
        .as("%s: interval", contractCase.name())
        .isEqualTo(contractCase.actor().interval());
  }

  /** A tap at the output logs what the sink logs. */
  void taps(String run) {
    assertThat(BeatText.transfers(log(run, "out0", ".tap")))
        .isNotEmpty()
        .isEqualTo(BeatText.transfers(log(run, "out0", ".given")));
  }
}
