package io.nn2fpga.ops.upsample;

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

/** Puts {@link Upsample} on streams. */
@AutoService(Operator.class)
public final class UpsampleOperator implements LayerOperator {
  @Override
  public String name() {
    return "upsample";
  }

  @Override
  public String summary() {
    return "Nearest-neighbour enlargement by whole factors, P channels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Upsample.class, UpsampleKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Upsample.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return PoolWindows.foldings(layer.output().extent(2));
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Upsample op = (Upsample) layer.node().op();
    String input = PoolWindows.input(layer, folding.pe(), builder);
    UpsampleKernel kernel = new UpsampleKernel(op.rows(), op.columns());
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), kernel, List.of(input), layer.node().source()));
  }
}
