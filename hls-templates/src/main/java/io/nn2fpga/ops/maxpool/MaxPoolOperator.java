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
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
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
    return "Maximum of each channel over a sliding window, P channels or PX pixels a cycle.";
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
    Window window = ((MaxPool) layer.node().op()).window();
    return FoldedWindow.channelWise(
        PoolWindows.foldings(layer.output().extent(2)), window, layer.input(0));
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    MaxPool pool = (MaxPool) layer.node().op();
    // The smallest value never wins against a real one, and equals it if all real ones are as
    // small.
    int smallest = (int) ((IntegerElement) layer.input(0).element()).min();
    int channels = layer.output().extent(2);
    String windows;
    MaxPoolKernel kernel;
    if (folding.px() > 1) {
      FoldedWindow folded = FoldedWindow.of(pool.window(), layer.input(0), folding.px());
      windows = folded.windows(layer, smallest, folded.byTap(channels), builder);
      int lanes = folding.px() * channels;
      kernel = new MaxPoolKernel(pool.kernel(), lanes, lanes);
    } else {
      windows = PoolWindows.windows(layer, pool.window(), folding.pe(), smallest, builder);
      kernel = new MaxPoolKernel(pool.kernel(), channels, folding.pe());
    }
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), kernel, List.of(windows), layer.node().source()));
  }
}
