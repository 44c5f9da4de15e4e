package io.nn2fpga.ops.fifo;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link FifoKernel}. */
@AutoService(Operator.class)
public final class FifoOperator implements Operator {
  @Override
  public String name() {
    return "fifo";
  }

  @Override
  public String summary() {
    return "Queue of beats between two modules; cuts the path of the handshake.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(FifoKernel.class);
  }
}
