package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.fold.FlowCost;
import io.nn2fpga.fold.FoldingProblem;
import io.nn2fpga.fold.FoldingSolver;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.precision.CostModel;
import org.jspecify.annotations.Nullable;

/**
 * The share of a board that a network takes, summed over the kinds of resources that the board has,
 * by the estimates of all actors, with the folding that was solved for the first network asked for.
 * The folding stays the same, so that networks of fewer bits are compared at the same speed.
 */
final class FoldedCost implements CostModel {
  private final BuildRequest request;
  private @Nullable Schedule schedule;

  FoldedCost(BuildRequest request) {
    this.request = request;
  }

  @Override
  public String unit() {
    return "share of " + request.board().name() + ", summed over its kinds of resources";
  }

  @Override
  public double of(QuantizedModel model) {
    Board board = request.board();
    Schedule used = schedule;
    if (used == null) {
      used =
          FoldingSolver.solve(
                  new FoldingProblem(
                      model.graph(),
                      board.name(),
                      board.family(),
                      board.resources(),
                      request.utilization(),
                      request.clockMhz(),
                      request.targetFps()))
              .schedule();
      schedule = used;
    }
    Resources total = FlowCost.of(Streaming.lower(model.graph(), used), board.family()).total();
    double sum = 0;
    for (Resources.Kind kind : Resources.Kind.values()) {
      double available = board.resources().of(kind);
      sum += available > 0 ? total.of(kind) / available : 0;
    }
    return sum;
  }
}
