package io.nn2fpga.ops.correctedrequantize;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import io.nn2fpga.ops.requantize.RequantizeLowering;
import io.nn2fpga.ops.requantize.RequantizeLowering.Constant;
import java.util.List;

/** Puts {@link CorrectedRequantize} on streams: the affine requantizer with comparators. */
@AutoService(Operator.class)
public final class CorrectedRequantizeOperator implements LayerOperator {
  @Override
  public String name() {
    return "correctedrequantize";
  }

  @Override
  public String summary() {
    return "Requantization by an affine map but for a few accumulators of each channel.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(CorrectedRequantize.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return CorrectedRequantize.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return RequantizeLowering.foldings(layer);
  }

  @Override
  public boolean pipelines(LayerNode layer, Folding folding) {
    return true;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    CorrectedRequantize op = (CorrectedRequantize) layer.node().op();
    RequantizeLowering.add(
        layer,
        RequantizeLowering.input(layer, folding, builder),
        new RequantizeKernel(op.shift(), op.min(), op.max(), op.output())
            .pipelined(folding.pipeline()),
        List.of(
            new Constant("multiplier", layer.constant(1)),
            new Constant("offset", layer.constant(2)),
            new Constant("exceptions", layer.constant(3)),
            new Constant("corrections", layer.constant(4))),
        builder);
  }
}
