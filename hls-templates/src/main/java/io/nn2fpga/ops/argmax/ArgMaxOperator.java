package io.nn2fpga.ops.argmax;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import java.util.List;

/** {@link ArgMax} and {@link ArgMaxKernel}; takes the lanes of its producer. */
@AutoService(Operator.class)
public final class ArgMaxOperator implements LayerOperator {
  @Override
  public String name() {
    return "argmax";
  }

  @Override
  public String summary() {
    return "The index of a frame's largest element, the lowest if several are equal.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(ArgMax.class, ArgMaxKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return ArgMax.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return List.of();
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    List<String> operands = List.of(builder.stream(layer.node().input()));
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), new ArgMaxKernel(), operands, layer.node().source()));
  }
}
