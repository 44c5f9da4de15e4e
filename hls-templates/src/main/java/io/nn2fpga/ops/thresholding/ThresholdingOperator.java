package io.nn2fpga.ops.thresholding;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.ChannelLanes;
import java.util.List;

/** {@link Thresholding} and {@link ThresholdingKernel}; follows the lanes of its producer. */
@AutoService(Operator.class)
public final class ThresholdingOperator implements LayerOperator {
  @Override
  public String name() {
    return "thresholding";
  }

  @Override
  public String summary() {
    return "Narrows accumulators to codes by counting the thresholds reached.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Thresholding.class, ThresholdingKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Thresholding.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return List.of();
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    String name = layer.node().name();
    String input = builder.stream(layer.node().input());
    int channels = builder.type(input).channels();
    List<String> operands =
        List.of(
            input,
            builder.constant(
                name + ".thresholds", ChannelLanes.repeated(layer.constant(1), channels)),
            builder.constant(
                name + ".directions", ChannelLanes.repeated(layer.constant(2), channels)));
    ThresholdingKernel kernel = ThresholdingKernel.of((Thresholding) layer.node().op());
    builder.carries(
        layer.node().output(), builder.actor(name, kernel, operands, layer.node().source()));
  }
}
