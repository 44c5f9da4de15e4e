package io.nn2fpga.ops.averagepool;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
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
    return "Requantized average of each channel over a sliding window or the frame, P channels a"
        + " cycle.";
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
    return PoolWindows.foldings(layer.output().extent(2));
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    AveragePool pool = (AveragePool) layer.node().op();
    String name = layer.node().name();
    boolean global = GlobalAveragePoolKernel.fits(pool, layer.input(0));
    String input =
        global
            ? PoolWindows.input(layer, folding.pe(), builder)
            : PoolWindows.windows(layer, pool.window(), folding.pe(), 0, builder);
    Kernel kernel =
        global
            ? new GlobalAveragePoolKernel(pool.shift(), pool.min(), pool.max(), pool.output())
            : AveragePoolKernel.of(pool, layer.input(0), folding.pe());
    List<String> operands =
        List.of(
            input,
            builder.constant(name + ".multiplier", layer.constant(1)),
            builder.constant(name + ".offset", layer.constant(2)));
    builder.carries(
        layer.node().output(), builder.actor(name, kernel, operands, layer.node().source()));
  }
}
