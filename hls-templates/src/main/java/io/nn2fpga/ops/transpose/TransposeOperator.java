package io.nn2fpga.ops.transpose;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.transpose.Swaps.Swap;
import java.util.List;

/** Puts {@link Transpose} on streams: one exchange of neighbouring axes, or two. */
@AutoService(Operator.class)
public final class TransposeOperator implements LayerOperator {
  @Override
  public String name() {
    return "transpose";
  }

  @Override
  public String summary() {
    return "The axes of a frame in another order.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Transpose.class, TransposeKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Transpose.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return swaps(layer).foldings(layer);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    swaps(layer).lower(layer, folding, builder);
  }

  private static Swaps swaps(LayerNode layer) {
    TensorType x = layer.input(0);
    int h = x.extent(0);
    int w = x.extent(1);
    int c = x.extent(2);
    String perm = ((Transpose) layer.node().op()).perm().toString();
    return new Swaps(
        switch (perm) {
          case "[0, 1, 2]" -> List.of();
          case "[0, 2, 1]" -> List.of(new Swap(h, w, c, 1));
          case "[1, 0, 2]" -> List.of(new Swap(1, h, w, c));
          case "[1, 2, 0]" -> List.of(new Swap(1, h, w * c, 1));
          case "[2, 0, 1]" -> List.of(new Swap(1, h * w, c, 1));
          case "[2, 1, 0]" -> List.of(new Swap(1, h * w, c, 1), new Swap(c, h, w, 1));
          default -> throw new IllegalStateException("axes in the order " + perm);
        });
  }
}
