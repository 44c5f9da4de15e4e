package io.nn2fpga.ops.slidingwindow;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link SlidingWindowKernel}. */
@AutoService(Operator.class)
public final class SlidingWindowOperator implements Operator {
  @Override
  public String name() {
    return "slidingwindow";
  }

  @Override
  public String summary() {
    return "Windows of a convolution or a pool from a raster of pixels, padded, strided, dilated, grouped.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(SlidingWindowKernel.class);
  }
}
