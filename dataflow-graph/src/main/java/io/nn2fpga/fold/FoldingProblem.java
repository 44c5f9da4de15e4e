package io.nn2fpga.fold;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Requantizer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule is wanted for.
 *
 * @param graph the network, at the int level
 * @param board the board's name, for the schedule and for messages
 * @param family what things cost on the board's FPGA
 * @param available all that the FPGA has
 * @param utilization the share of it that the network may take, above 0 and up to 1
 * @param clockMhz the clock
 * @param targetFps frames a second to reach with the least resources; null to be as fast as the
 *     utilization allows
 * @param spram layers whose weights are in SPRAM, each with an equal share of its blocks
 * @param serial whether requantizers may be serial
 */
public record FoldingProblem(
    Graph graph,
    String board,
    DeviceFamily family,
    Resources available,
    double utilization,
    double clockMhz,
    @Nullable Double targetFps,
    Set<String> spram,
    boolean serial) {

  /** With all weights in LUTs and block RAM, and no serial requantizers. */
  public FoldingProblem(
      Graph graph,
      String board,
      DeviceFamily family,
      Resources available,
      double utilization,
      double clockMhz,
      @Nullable Double targetFps) {
    this(graph, board, family, available, utilization, clockMhz, targetFps, Set.of(), false);
  }

  /** Checks the ranges. */
  public FoldingProblem {
    spram = Set.copyOf(spram);
    if (!(utilization > 0 && utilization <= 1) || !(clockMhz > 0)) {
      throw new IllegalArgumentException("utilization " + utilization + ", clock " + clockMhz);
    }
    if (targetFps != null && !(targetFps > 0)) {
      throw new IllegalArgumentException("target of " + targetFps + " frames a second");
    }
  }

  /** The same with these layers' weights in SPRAM. */
  FoldingProblem withSpram(Set<String> layers) {
    return new FoldingProblem(
        graph, board, family, available, utilization, clockMhz, targetFps, layers, serial);
  }

  /** The same with serial requantizers among the options. */
  FoldingProblem withSerial() {
    return new FoldingProblem(
        graph, board, family, available, utilization, clockMhz, targetFps, spram, true);
  }

  /** The foldings of a layer that count. */
  List<Folding> foldings(LayerGroup group) {
    return group.foldings().stream()
        .filter(folding -> serial || folding.requantizer() != Requantizer.SERIAL)
        .toList();
  }

  /** What the network may take. */
  public Resources budget() {
    return available.share(utilization);
  }

  /** Frames a second at an interval in cycles. */
  public double framesPerSecond(long interval) {
    return clockMhz * 1e6 / interval;
  }
}
