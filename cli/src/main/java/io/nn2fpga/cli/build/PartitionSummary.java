package io.nn2fpga.cli.build;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.partition.CutCost;
import io.nn2fpga.partition.PartitionPlan;
import io.nn2fpga.partition.Placement;
import java.util.List;
import java.util.Locale;

/**
 * Who computes what of a network.
 *
 * @param divided whether the host computes more than codes of numbers, softmax and arg-max
 * @param input what crosses to the accelerator
 * @param output what comes back
 * @param placements every node that computes something of the network's input
 * @param operators what the host runs, in words; empty if that is nothing but quantizers
 */
public record PartitionSummary(
    boolean divided, Cut input, Cut output, List<Placement> placements, String operators) {

  /**
   * A value that crosses.
   *
   * @param value its name in the network
   * @param shape its extents
   * @param bits of a code
   * @param bytes of all its codes, packed
   */
  public record Cut(String value, List<Integer> shape, int bits, long bytes) {
    private static Cut of(String value, TensorType type, IntegerElement codes) {
      long bytes = CutCost.bytes(new TensorType(type.shape(), codes));
      return new Cut(value, type.shape(), codes.bits(), bytes);
    }
  }

  /** Copies the list. */
  public PartitionSummary {
    placements = List.copyOf(placements);
  }

  /**
   * What a plan comes to.
   *
   * @param model the complete model
   */
  public static PartitionSummary of(PartitionPlan plan, QuantizedModel model) {
    Graph head = model.host().headPiece();
    return new PartitionSummary(
        plan.split() != null || head != null || model.host().tailPiece() != null,
        Cut.of(
            head == null ? plan.cuts().input() : head.outputs().get(0),
            model.input().model().type(),
            model.input().element()),
        Cut.of(model.output().value(), model.output().model(), model.output().element()),
        plan.placements(model),
        model.host().describe());
  }

  /** Products of one inference that the host computes. */
  public long hostMacs() {
    return placements.stream().filter(p -> p.side().isHost()).mapToLong(Placement::macs).sum();
  }

  /** Products of one inference that the accelerator computes. */
  public long acceleratorMacs() {
    return placements.stream().filter(p -> !p.side().isHost()).mapToLong(Placement::macs).sum();
  }

  /** The host's products as a share of all. */
  public double hostShare() {
    long all = hostMacs() + acceleratorMacs();
    return all == 0 ? 0 : (double) hostMacs() / all;
  }

  /** What the host computes, to follow other words; empty if that is nothing. */
  String text() {
    if (operators.isEmpty()) {
      return "";
    }
    String share =
        divided ? String.format(Locale.ROOT, " (%.1f %% of the MACs)", 100 * hostShare()) : "";
    return "; the host computes " + operators + share;
  }
}
