package io.nn2fpga.ops.skid;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link SkidKernel}. */
@AutoService(Operator.class)
public final class SkidOperator implements Operator {
  @Override
  public String name() {
    return "skid";
  }

  @Override
  public String summary() {
    return "Register slice of two beats; cuts both paths of the handshake.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(SkidKernel.class);
  }
}
