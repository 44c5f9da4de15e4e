package io.nn2fpga.ops.averagepool;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.List;

/**
 * Puts {@link AveragePool} on streams: over the whole frame by accumulating the raster, else behind
 * a parallel sliding window generator.
 */
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
    AveragePool pool = (AveragePool) layer.node().op();
    List<Folding> lanes = PoolWindows.foldings(layer.output().extent(2));
    // The padding's share differs from pixel to pixel, and so does what a sum is multiplied by.
    boolean alike = pool.classes() == 1 && !GlobalAveragePoolKernel.fits(pool, layer.input(0));
    return alike ? FoldedWindow.channelWise(lanes, pool.window(), layer.input(0)) : lanes;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    AveragePool pool = (AveragePool) layer.node().op();
    String name = layer.node().name();
    TensorType x = layer.input(0);
    String input;
    Kernel kernel;
    if (GlobalAveragePoolKernel.fits(pool, x)) {
      input = PoolWindows.input(layer, folding.pe(), builder);
      kernel = new GlobalAveragePoolKernel(pool.shift(), pool.min(), pool.max(), pool.output());
    } else if (folding.px() > 1) {
      FoldedWindow folded = FoldedWindow.of(pool.window(), x, folding.px());
      input = folded.windows(layer, 0, folded.byTap(x.extent(2)), builder);
      kernel = AveragePoolKernel.folded(pool, x, folding.px());
    } else {
      input = PoolWindows.windows(layer, pool.window(), folding.pe(), 0, builder);
      kernel = AveragePoolKernel.of(pool, x, folding.pe());
    }
    List<String> operands =
        List.of(
            input,
            builder.constant(name + ".multiplier", layer.constant(1)),
            builder.constant(name + ".offset", layer.constant(2)));
    builder.carries(
        layer.node().output(), builder.actor(name, kernel, operands, layer.node().source()));
  }
}
