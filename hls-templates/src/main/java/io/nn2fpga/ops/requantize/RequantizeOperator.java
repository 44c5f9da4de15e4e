package io.nn2fpga.ops.requantize;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.Requantizer;
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
    return shared ? PoolWindows.foldings(layer.output().extent(2)) : List.of();
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
                given, builder.type(given).withLanes(folding.pe()), node.name(), node.source());
    boolean compared = folding.requantizer() == Requantizer.THRESHOLDS && offersThresholds(layer);
    String codes =
        compared ? compared(layer, op, input, builder) : multiplied(layer, op, input, builder);
    builder.carries(node.output(), codes);
  }

  private static boolean offersThresholds(LayerNode layer) {
    return RequantizeThresholds.offeredFor(
        (Requantize) layer.node().op(), (IntegerElement) layer.input(0).element());
  }

  private static String multiplied(
      LayerNode layer, Requantize op, String input, FlowBuilder builder) {
    String name = layer.node().name();
    List<String> operands =
        List.of(
            input,
            builder.constant(name + ".multiplier", layer.constant(1)),
            builder.constant(name + ".offset", layer.constant(2)));
    return builder.actor(name, RequantizeKernel.of(op), operands, layer.node().source());
  }

  private static String compared(
      LayerNode layer, Requantize op, String input, FlowBuilder builder) {
    String name = layer.node().name();
    RequantizeThresholds steps =
        RequantizeThresholds.of(
            op,
            (IntegerElement) layer.input(0).element(),
            (IntTensor) layer.constant(1),
            (LongTensor) layer.constant(2));
    List<String> operands =
        List.of(
            input,
            builder.constant(name + ".thresholds", steps.thresholds()),
            builder.constant(name + ".directions", steps.directions()));
    ThresholdingKernel kernel = new ThresholdingKernel(op.min(), op.output());
    return builder.actor(name, kernel, operands, layer.node().source());
  }
}
