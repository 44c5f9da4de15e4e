package io.nn2fpga.ops.spacetodepth;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.transpose.Swaps;
import io.nn2fpga.ops.transpose.Swaps.Swap;
import java.util.List;

/** Puts {@link SpaceToDepth} on streams: the rows of each block are brought side by side. */
@AutoService(Operator.class)
public final class SpaceToDepthOperator implements LayerOperator {
  @Override
  public String name() {
    return "spacetodepth";
  }

  @Override
  public String summary() {
    return "Blocks of pixels as channels.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(SpaceToDepth.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return SpaceToDepth.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return swaps(layer).foldings(layer);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    swaps(layer).lower(layer, folding, builder);
  }

  /** [H, b, W, b·C] as [H, W, b, b·C]. */
  private static Swaps swaps(LayerNode layer) {
    int b = ((SpaceToDepth) layer.node().op()).block();
    int height = layer.output().extent(0);
    int width = layer.output().extent(1);
    return new Swaps(List.of(new Swap(height, b, width, b * layer.input(0).extent(2))));
  }
}
