package io.nn2fpga.ops.requantize;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.Requantizer;
import java.util.List;

/** {@link Requantize}, {@link RequantizeKernel} and {@link SerialRequantizeKernel}. */
@AutoService(Operator.class)
public final class RequantizeOperator implements LayerOperator {
  @Override
  public String name() {
    return "requantize";
  }

  @Override
  public String summary() {
    return "Narrows accumulators to codes by an affine map of each channel.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Requantize.class, RequantizeKernel.class, SerialRequantizeKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Requantize.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return RequantizeLowering.foldings(layer);
  }

  @Override
  public List<Requantizer> requantizers(LayerNode layer) {
    return RequantizeLowering.requantizers(layer);
  }

  @Override
  public boolean pipelines(LayerNode layer, Folding folding) {
    return RequantizeLowering.pipelines(layer, folding);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Requantize op = (Requantize) layer.node().op();
    RequantizeLowering.affine(layer, folding, RequantizeKernel.of(op), layer.constant(2), builder);
  }
}
