package io.nn2fpga.ops.mvu;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.Operator;
import java.util.List;

/** Makes {@link MvuKernel} known; convolution and dense layers are lowered to it. */
@AutoService(Operator.class)
public final class MvuOperator implements Operator {
  @Override
  public String name() {
    return "mvu";
  }

  @Override
  public String summary() {
    return "Matrix-vector unit: PE sums of SIMD products a cycle, with ragged last folds.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(MvuKernel.class);
  }
}
