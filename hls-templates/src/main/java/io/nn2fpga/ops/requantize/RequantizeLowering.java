package io.nn2fpga.ops.requantize;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import io.nn2fpga.ops.thresholding.ThresholdingKernel;
import java.util.ArrayList;
import java.util.List;

/**
 * What works on each element alone, on its way to streams: it follows the lanes of its producer,
 * but has lanes of its own where others read the producer's result as well.
 */
public final class RequantizeLowering {
  private RequantizeLowering() {}

  /** The foldings: none where the node follows its producer. */
  public static List<Folding> foldings(LayerNode layer) {
    boolean shared = !layer.graph().isReadOnce(layer.node().input());
    return shared
        ? FoldedWindow.channelWise(
            PoolWindows.foldings(layer.output().extent(2)), Window.POINT, layer.input(0))
        : List.of();
  }

  /** The affine map, thresholds where there are few codes, and serial where it multiplies. */
  public static List<Requantizer> requantizers(LayerNode layer) {
    List<Requantizer> offered = new ArrayList<>(List.of(Requantizer.AFFINE));
    if (offersThresholds(layer)) {
      offered.add(Requantizer.THRESHOLDS);
    }
    if (RequantizeKernel.multiplies(layer.constant(1))) {
      offered.add(Requantizer.SERIAL);
    }
    return offered;
  }

  private static boolean offersThresholds(LayerNode layer) {
    return RequantizeThresholds.offeredFor(
        (AffineCodes) layer.node().op(), (IntegerElement) layer.input(0).element());
  }

  /** The first operand's stream, as a node of this folding works on it. */
  public static String input(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    String given = builder.stream(node.input());
    boolean follows = folding.pe() == Folding.FOLLOW.pe();
    return follows
        ? given
        : builder.convert(
            given, FoldedWindow.channelWise(layer.input(0), folding), node.name(), node.source());
  }

  /**
   * Adds a requantizer by multiplier and offset, at once or bit by bit, or by the thresholds of the
   * same map.
   *
   * @param kernel the affine one
   * @param offset its offset; the multiplier is the node's second operand
   */
  public static void affine(
      LayerNode layer,
      Folding folding,
      RequantizeKernel kernel,
      Tensor offset,
      FlowBuilder builder) {
    String input = input(layer, folding, builder);
    if (folding.requantizer() == Requantizer.THRESHOLDS && offersThresholds(layer)) {
      AffineCodes op = (AffineCodes) layer.node().op();
      RequantizeThresholds steps =
          RequantizeThresholds.of(
              op,
              (IntegerElement) layer.input(0).element(),
              (IntTensor) layer.constant(1),
              (LongTensor) layer.constant(2));
      List<Constant> constants =
          List.of(
              new Constant("thresholds", steps.thresholds()),
              new Constant("directions", steps.directions()));
      add(layer, input, new ThresholdingKernel(op.min(), kernel.output()), constants, builder);
    } else {
      List<Constant> constants =
          List.of(new Constant("multiplier", layer.constant(1)), new Constant("offset", offset));
      Kernel chosen =
          isSerial(layer, folding)
              ? SerialRequantizeKernel.of(kernel)
              : kernel.pipelined(folding.pipeline());
      add(layer, input, chosen, constants, builder);
    }
  }

  /** Whether the node is requantized by the affine map's pipeline, which has registers to add. */
  public static boolean pipelines(LayerNode layer, Folding folding) {
    boolean thresholds = folding.requantizer() == Requantizer.THRESHOLDS && offersThresholds(layer);
    return !thresholds && !isSerial(layer, folding);
  }

  private static boolean isSerial(LayerNode layer, Folding folding) {
    return folding.requantizer() == Requantizer.SERIAL
        && RequantizeKernel.multiplies(layer.constant(1));
  }

  /**
   * A constant with values for each channel.
   *
   * @param name what it is called behind the node's name
   * @param tensor {@code [C]} or {@code [C, n]}
   */
  public record Constant(String name, Tensor tensor) {}

  /** Adds the actor of a node, its constants repeated for each pixel of a folded frame. */
  public static void add(
      LayerNode layer, String input, Kernel kernel, List<Constant> constants, FlowBuilder builder) {
    Node node = layer.node();
    int channels = builder.type(input).channels();
    List<String> operands = new ArrayList<>(List.of(input));
    for (Constant constant : constants) {
      Tensor repeated = ChannelLanes.repeated(constant.tensor(), channels);
      operands.add(builder.constant(node.name() + "." + constant.name(), repeated));
    }
    builder.carries(node.output(), builder.actor(node.name(), kernel, operands, node.source()));
  }
}
