package io.nn2fpga.ops.requantize;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import io.nn2fpga.ops.thresholding.ThresholdingKernel;
import java.util.List;

/**
 * {@link Requantize} and {@link RequantizeKernel}; follows the lanes of its producer, but has lanes
 * of its own where others read the producer's result as well. Where there are few codes, thresholds
 * can take the kernel's place.
 */
@AutoService(Operator.class)
public final class RequantizeOperator implements LayerOperator {
  @Override
  public String name() {
    return "requantize";
  }

  @Override
  public String summary() {
    return "Narrows accumulators to codes by an affine map of each channel.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Requantize.class, RequantizeKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Requantize.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    String operand = layer.node().input();
    boolean shared = !layer.graph().isReadOnce(operand);
    return shared
        ? FoldedWindow.channelWise(
            PoolWindows.foldings(layer.output().extent(2)), Window.POINT, layer.input(0))
        : List.of();
  }

  @Override
  public List<Requantizer> requantizers(LayerNode layer) {
    return offersThresholds(layer)
        ? List.of(Requantizer.AFFINE, Requantizer.THRESHOLDS)
        : List.of(Requantizer.AFFINE);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    Requantize op = (Requantize) node.op();
    String given = builder.stream(node.input());
    boolean follows = folding.pe() == Folding.FOLLOW.pe();
    String input =
        follows
            ? given
            : builder.convert(
                given,
                FoldedWindow.channelWise(layer.input(0), folding),
                node.name(),
                node.source());
    boolean compared = folding.requantizer() == Requantizer.THRESHOLDS && offersThresholds(layer);
    String codes =
        compared ? compared(layer, op, input, builder) : multiplied(layer, op, input, builder);
    builder.carries(node.output(), codes);
  }

  private static boolean offersThresholds(LayerNode layer) {
    return RequantizeThresholds.offeredFor(
        (Requantize) layer.node().op(), (IntegerElement) layer.input(0).element());
  }

  private static String constant(String name, Tensor constant, int channels, FlowBuilder builder) {
    return builder.constant(name, ChannelLanes.repeated(constant, channels));
  }

  private static String multiplied(
      LayerNode layer, Requantize op, String input, FlowBuilder builder) {
    String name = layer.node().name();
    int channels = builder.type(input).channels();
    List<String> operands =
        List.of(
            input,
            constant(name + ".multiplier", layer.constant(1), channels, builder),
            constant(name + ".offset", layer.constant(2), channels, builder));
    return builder.actor(name, RequantizeKernel.of(op), operands, layer.node().source());
  }

  private static String compared(
      LayerNode layer, Requantize op, String input, FlowBuilder builder) {
    String name = layer.node().name();
    int channels = builder.type(input).channels();
    RequantizeThresholds steps =
        RequantizeThresholds.of(
            op,
            (IntegerElement) layer.input(0).element(),
            (IntTensor) layer.constant(1),
            (LongTensor) layer.constant(2));
    List<String> operands =
        List.of(
            input,
            constant(name + ".thresholds", steps.thresholds(), channels, builder),
            constant(name + ".directions", steps.directions(), channels, builder));
    ThresholdingKernel kernel = new ThresholdingKernel(op.min(), op.output());
    return builder.actor(name, kernel, operands, layer.node().source());
  }
}
