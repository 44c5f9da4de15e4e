package io.nn2fpga.ops.maxpool;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.List;

/** Puts {@link MaxPool} on streams: a parallel sliding window generator, then the maximum. */
@AutoService(Operator.class)
public final class MaxPoolOperator implements LayerOperator {
  @Override
  public String name() {
    return "maxpool";
  }

  @Override
  public String summary() {
    return "Maximum of each channel over a sliding window, P channels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(MaxPool.class, MaxPoolKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return MaxPool.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return PoolWindows.foldings(layer.output().extent(2));
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    MaxPool pool = (MaxPool) layer.node().op();
    // The smallest value never wins against a real one, and equals it if all real ones are as
    // small.
    int smallest = (int) ((IntegerElement) layer.input(0).element()).min();
    String windows = PoolWindows.windows(layer, pool.window(), folding.pe(), smallest, builder);
    MaxPoolKernel kernel = new MaxPoolKernel(pool.kernel(), layer.output().extent(2), folding.pe());
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), kernel, List.of(windows), layer.node().source()));
  }
}
