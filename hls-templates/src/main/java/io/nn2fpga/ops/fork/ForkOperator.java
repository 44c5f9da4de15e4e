package io.nn2fpga.ops.fork;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link ForkKernel}. */
@AutoService(Operator.class)
public final class ForkOperator implements Operator {
  @Override
  public String name() {
    return "fork";
  }

  @Override
  public String summary() {
    return "Gives each beat to two modules, to each as soon as it is ready.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(ForkKernel.class);
  }
}
