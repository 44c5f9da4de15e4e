package io.nn2fpga.ops.add;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link Add}. */
@AutoService(Operator.class)
public final class AddOperator implements Operator {
  @Override
  public String name() {
    return "add";
  }

  @Override
  public String summary() {
    return "Requantized sum of two streams, P channels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Add.class);
  }
}
