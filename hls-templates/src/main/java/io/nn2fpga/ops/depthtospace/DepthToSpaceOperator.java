package io.nn2fpga.ops.depthtospace;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.transpose.Swaps;
import io.nn2fpga.ops.transpose.Swaps.Swap;
import java.util.List;

/**
 * Puts {@link DepthToSpace} on streams: the rows of a block are brought behind the row before them.
 */
@AutoService(Operator.class)
public final class DepthToSpaceOperator implements LayerOperator {
  @Override
  public String name() {
    return "depthtospace";
  }

  @Override
  public String summary() {
    return "Blocks of channels as blocks of pixels.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(DepthToSpace.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return DepthToSpace.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return swaps(layer).foldings(layer);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    swaps(layer).lower(layer, folding, builder);
  }

  /** [H, W, b, b·C] as [H, b, W, b·C]; before that, channel-major blocks as [.., b·b, C]. */
  private static Swaps swaps(LayerNode layer) {
    DepthToSpace op = (DepthToSpace) layer.node().op();
    TensorType x = layer.input(0);
    int b = op.block();
    int channels = layer.output().extent(2);
    Swap rows = new Swap(x.extent(0), x.extent(1), b, b * channels);
    Swap blocks = new Swap(x.extent(0) * x.extent(1), channels, b * b, 1);
    return new Swaps(op.channelMajor() ? List.of(blocks, rows) : List.of(rows));
  }
}
