package io.nn2fpga.ops.averagepool;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import java.util.List;

/** Puts {@link AveragePool} on streams. */
@AutoService(Operator.class)
public final class AveragePoolOperator implements LayerOperator {
  @Override
  public String name() {
    return "averagepool";
  }

  @Override
  public String summary() {
    return "Requantized average of each channel over a sliding window or the frame, P channels"
        + " or PX pixels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(AveragePool.class, AveragePoolKernel.class, GlobalAveragePoolKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return AveragePool.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return AveragePoolLowering.foldings(layer, (AveragePool) layer.node().op());
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    AveragePoolLowering pool =
        new AveragePoolLowering(
            (AveragePool) layer.node().op(), false, layer.constant(1), layer.constant(2));
    pool.lower(layer, folding, builder);
  }
}
