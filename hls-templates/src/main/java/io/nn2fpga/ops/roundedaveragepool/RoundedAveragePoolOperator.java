package io.nn2fpga.ops.roundedaveragepool;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.averagepool.AveragePool;
import io.nn2fpga.ops.averagepool.AveragePoolLowering;
import java.util.List;

/**
 * Puts {@link RoundedAveragePool} on streams: the division by n is a multiplication.
 *
 * <p>With F = 2·S, and one more where S ≥ 0, the mean is ⌊(F + n − 1) / 2n⌋: a tie, where 2·S + n
 * is a multiple of 2n, is reached from above only where S is not negative. The quotient lies
 * between multiples of 1/2n, so that (m·F + k) &gt;&gt; s with m = 2^s / 2n and k = (n − ½)·2^s /
 * 2n, both rounded, is exact if their errors, at most ½·|F| and ½, stay below 2^s / 4n together.
 */
@AutoService(Operator.class)
public final class RoundedAveragePoolOperator implements LayerOperator {
  @Override
  public String name() {
    return "roundedaveragepool";
  }

  @Override
  public String summary() {
    return "Mean of the codes of a window or the frame, rounded half away from zero as in TFLite.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(RoundedAveragePool.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return RoundedAveragePool.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return AveragePoolLowering.foldings(layer, lowering(layer).pool());
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    lowering(layer).lower(layer, folding, builder);
  }

  private static AveragePoolLowering lowering(LayerNode layer) {
    RoundedAveragePool op = (RoundedAveragePool) layer.node().op();
    IntegerElement element = (IntegerElement) layer.input(0).element();
    long largest = Math.max(element.max(), -element.min());
    int rows = op.kernel().get(0);
    int columns = op.kernel().get(1);
    int shift = shift((long) rows * columns, largest);
    AveragePool pool =
        new AveragePool(op.kernel(), op.strides(), op.pads(), shift, op.min(), op.max(), element);
    int classes = pool.classes();
    int[] multipliers = new int[classes];
    long[] offsets = new long[classes];
    for (int k = 0; k < classes; k++) {
      long n = classes == 1 ? (long) rows * columns : (k / columns + 1L) * (k % columns + 1);
      long whole = 1L << shift;
      multipliers[k] = Math.toIntExact((whole + n) / (2 * n));
      // (n − ½) / 2n = (2n − 1) / 4n
      offsets[k] = (Math.multiplyExact(whole, 2 * n - 1) + 2 * n) / (4 * n);
    }
    return new AveragePoolLowering(
        pool,
        true,
        IntTensor.of(IntegerElement.signed(32), multipliers, classes),
        LongTensor.of(IntegerElement.signed(48), offsets, classes));
  }

  /**
   * The smallest shift that is exact for sums of up to n codes: ½·(2·n·largest + 1) + ½ &lt; 2^s /
   * 4n.
   */
  static int shift(long n, long largest) {
    long bound = Math.multiplyExact(4 * n, Math.addExact(Math.multiplyExact(n, largest), 1));
    return Long.SIZE - Long.numberOfLeadingZeros(bound);
  }
}
