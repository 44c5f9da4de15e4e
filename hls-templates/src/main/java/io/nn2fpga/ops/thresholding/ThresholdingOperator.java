package io.nn2fpga.ops.thresholding;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.requantize.RequantizeLowering;
import io.nn2fpga.ops.requantize.RequantizeLowering.Constant;
import java.util.List;

/**
 * Puts {@link Thresholding} on streams, by the lanes of its producer: a comparator for each of a
 * few thresholds, a binary search among many.
 */
@AutoService(Operator.class)
public final class ThresholdingOperator implements LayerOperator {
  /** Thresholds of a channel that are all compared at once: those of 4 bits. */
  private static final int MOST_COMPARATORS = 15;

  @Override
  public String name() {
    return "thresholding";
  }

  @Override
  public String summary() {
    return "Narrows accumulators to codes by counting the thresholds reached, at once or by binary search.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Thresholding.class, ThresholdingKernel.class, ThresholdSearchKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Thresholding.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return RequantizeLowering.foldings(layer);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Thresholding op = (Thresholding) layer.node().op();
    boolean few = layer.constant(1).type().extent(1) <= MOST_COMPARATORS;
    RequantizeLowering.add(
        layer,
        RequantizeLowering.input(layer, folding, builder),
        few ? ThresholdingKernel.of(op) : new ThresholdSearchKernel(op.base(), op.output()),
        List.of(
            new Constant("thresholds", layer.constant(1)),
            new Constant("directions", layer.constant(2))),
        builder);
  }
}
