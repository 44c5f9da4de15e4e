package io.nn2fpga.ops.slice;

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

/** Puts {@link Slice} on streams, by lanes that the box's channels begin with. */
@AutoService(Operator.class)
public final class SliceOperator implements LayerOperator {
  @Override
  public String name() {
    return "slice";
  }

  @Override
  public String summary() {
    return "Some rows, columns and channels of a frame, P channels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Slice.class, SliceKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Slice.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    Slice op = (Slice) layer.node().op();
    int channels = layer.input(0).extent(2);
    return PoolWindows.foldings(channels).stream()
        .filter(folding -> SliceKernel.fits(op, channels, folding.pe()))
        .toList();
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Slice op = (Slice) layer.node().op();
    String input = PoolWindows.input(layer, folding.pe(), builder);
    SliceKernel kernel = new SliceKernel(op.begin(), op.size());
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), kernel, List.of(input), layer.node().source()));
  }
}
