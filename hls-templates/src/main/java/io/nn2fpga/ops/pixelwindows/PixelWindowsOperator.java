package io.nn2fpga.ops.pixelwindows;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link PixelWindowsKernel}. */
@AutoService(Operator.class)
public final class PixelWindowsOperator implements Operator {
  @Override
  public String name() {
    return "pixelwindows";
  }

  @Override
  public String summary() {
    return "The windows of PX adjacent output pixels, out of the window that spans them all.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(PixelWindowsKernel.class);
  }
}
