package io.nn2fpga.ops.averagepool;

import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.List;

/**
 * Averages on their way to streams: over the whole frame by accumulating the raster, else behind a
 * parallel sliding window generator.
 *
 * @param pool the windows, shift and clamp
 * @param away whether the constants are those of doubled sums, whose ties go away from zero
 * @param multiplier {@code [classes]}
 * @param offset {@code [classes]}
 */
public record AveragePoolLowering(
    AveragePool pool, boolean away, Tensor multiplier, Tensor offset) {

  /** The foldings of a layer that averages over such windows. */
  public static List<Folding> foldings(LayerNode layer, AveragePool pool) {
    List<Folding> lanes = PoolWindows.foldings(layer.output().extent(2));
    // The padding's share differs from pixel to pixel, and so does what a sum is multiplied by.
    boolean alike = pool.classes() == 1 && !GlobalAveragePoolKernel.fits(pool, layer.input(0));
    return alike ? FoldedWindow.channelWise(lanes, pool.window(), layer.input(0)) : lanes;
  }

  /** Adds the actors. */
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    String name = layer.node().name();
    TensorType x = layer.input(0);
    String input;
    Kernel kernel;
    if (GlobalAveragePoolKernel.fits(pool, x)) {
      input = PoolWindows.input(layer, folding.pe(), builder);
      kernel =
          new GlobalAveragePoolKernel(pool.shift(), away, pool.min(), pool.max(), pool.output());
    } else if (folding.px() > 1) {
      FoldedWindow folded = FoldedWindow.of(pool.window(), x, folding.px());
      input = folded.windows(layer, 0, folded.byTap(x.extent(2)), builder);
      kernel = AveragePoolKernel.folded(pool, away, x, folding.px());
    } else {
      input = PoolWindows.windows(layer, pool.window(), folding.pe(), 0, builder);
      kernel = AveragePoolKernel.of(pool, away, x, folding.pe());
    }
    List<String> operands =
        List.of(
            input,
            builder.constant(name + ".multiplier", multiplier),
            builder.constant(name + ".offset", offset));
    builder.carries(
        layer.node().output(), builder.actor(name, kernel, operands, layer.node().source()));
  }
}
