package io.nn2fpga.ops.pad;

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

/** Puts {@link Pad} on streams. */
@AutoService(Operator.class)
public final class PadOperator implements LayerOperator {
  @Override
  public String name() {
    return "pad";
  }

  @Override
  public String summary() {
    return "Rows and columns of one code around a frame and between its own, as transposed convolutions need.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Pad.class, PadKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Pad.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return PoolWindows.foldings(layer.output().extent(2));
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Pad op = (Pad) layer.node().op();
    String input = PoolWindows.input(layer, folding.pe(), builder);
    PadKernel kernel = new PadKernel(op.pads(), op.interior(), op.value());
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), kernel, List.of(input), layer.node().source()));
  }
}
