package io.nn2fpga.ops.widthconverter;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link WidthConverterKernel}. */
@AutoService(Operator.class)
public final class WidthConverterOperator implements Operator {
  @Override
  public String name() {
    return "widthconverter";
  }

  @Override
  public String summary() {
    return "The same elements in beats of another width, or as another frame.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(WidthConverterKernel.class);
  }
}
