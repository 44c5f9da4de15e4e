package io.nn2fpga.ops.halfevenrequantize;

import com.google.auto.service.AutoService;
import io.nn2fpga.arith.Rounding;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import io.nn2fpga.ops.requantize.RequantizeLowering;
import io.nn2fpga.ops.requantize.Ties;
import java.util.Arrays;
import java.util.List;

/**
 * Puts {@link HalfEvenRequantize} on streams: z and the rounding half go into the offset, and the
 * requantizer repairs the lowest bit of ties. An even z keeps even codes even, so that ties are
 * rounded up and an odd code is made even; behind an odd z they are rounded down and an even code
 * is made odd.
 */
@AutoService(Operator.class)
public final class HalfEvenRequantizeOperator implements LayerOperator {
  @Override
  public String name() {
    return "halfevenrequantize";
  }

  @Override
  public String summary() {
    return "Requantization whose ties go to the even code, as power-of-two scales need.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(HalfEvenRequantize.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return HalfEvenRequantize.class;
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
    HalfEvenRequantize op = (HalfEvenRequantize) layer.node().op();
    RequantizeLowering.affine(layer, folding, kernel(op), offsets(op, layer.constant(2)), builder);
  }

  private static Ties ties(HalfEvenRequantize op) {
    if (op.shift() == 0) {
      return Ties.UP;
    }
    return (op.zeroPoint() & 1) == 0 ? Ties.EVEN : Ties.ODD;
  }

  /** The requantizer of an operation. */
  static RequantizeKernel kernel(HalfEvenRequantize op) {
    return new RequantizeKernel(op.shift(), op.min(), op.max(), ties(op), 0, op.output());
  }

  /** The offsets of its requantizer: k with the half, or one less, and z in codes. */
  static LongTensor offsets(HalfEvenRequantize op, Tensor offset) {
    long half = Rounding.half(op.shift()) - (ties(op) == Ties.ODD ? 1 : 0);
    long added = Math.addExact(half, Math.multiplyExact((long) op.zeroPoint(), 1L << op.shift()));
    long[] offsets =
        Arrays.stream(ChannelLanes.elements(offset)).map(k -> Math.addExact(k, added)).toArray();
    int bits =
        IntegerElement.signedBits(
            Arrays.stream(offsets).min().orElseThrow(), Arrays.stream(offsets).max().orElseThrow());
    return LongTensor.of(IntegerElement.signed(bits), offsets, offsets.length);
  }
}
