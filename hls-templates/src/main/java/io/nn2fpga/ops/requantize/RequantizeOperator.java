package io.nn2fpga.ops.requantize;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.List;

/**
 * {@link Requantize} and {@link RequantizeKernel}; follows the lanes of its producer, but has lanes
 * of its own where others read the producer's result as well.
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
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    String name = layer.node().name();
    String given = builder.stream(layer.node().input());
    String stream =
        folding.equals(Folding.FOLLOW)
            ? given
            : builder.convert(
                given, builder.type(given).withLanes(folding.pe()), name, layer.node().source());
    List<String> operands =
        List.of(
            stream,
            builder.constant(name + ".multiplier", layer.constant(1)),
            builder.constant(name + ".offset", layer.constant(2)));
    RequantizeKernel kernel = RequantizeKernel.of((Requantize) layer.node().op());
    builder.carries(
        layer.node().output(), builder.actor(name, kernel, operands, layer.node().source()));
  }
}
