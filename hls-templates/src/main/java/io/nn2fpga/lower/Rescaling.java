package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.quant.CodeGrid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Codes that stay what they are while their numbers are shifted and scaled, as by a division of all
 * of them by one number: only the grid is another one, and no hardware is needed.
 */
final class Rescaling {
  private static final int MOST_CHECKED = 1 << 16;

  private Rescaling() {}

  /**
   * The grid that codes are on behind element-wise nodes.
   *
   * @param grid in front of them
   * @param codes that can occur
   * @return null if elements are treated differently, or if there is no grid with a positive scale
   *     and a whole zero point that gives what the nodes give in binary32 for every code
   */
  static @Nullable CodeGrid of(
      QuantizedContext context, CodeGrid grid, IntegerRange codes, List<Node> chain) {
    int min = Math.toIntExact(codes.min());
    int max = Math.toIntExact(codes.max());
    if (!Signals.isUniform(context, chain) || max == min || (long) max - min > MOST_CHECKED) {
      return null;
    }
    Origin.Grid origin = new Origin.Grid(grid);
    float[] reals = new float[max - min + 1];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = run(context, chain, origin.real(0, min + i));
    }
    float scale = (reals[max - min] - reals[0]) / (max - min);
    double zero = min - (double) reals[0] / scale;
    if (!(scale > 0) || Float.isInfinite(scale) || zero != (int) zero) {
      return null;
    }
    CodeGrid rescaled = new CodeGrid(scale, (int) zero, min, max);
    Origin.Grid behind = new Origin.Grid(rescaled);
    for (int i = 0; i < reals.length; i++) {
      if (behind.real(0, min + i) != reals[i]) {
        return null;
      }
    }
    return rescaled;
  }

  private static float run(QuantizedContext context, List<Node> chain, float x) {
    Tensor number = FloatTensor.of(new float[] {x}, 1);
    for (Node node : chain) {
      List<Tensor> operands = new ArrayList<>();
      for (String operand : node.inputs()) {
        operands.add(context.nn.isConstant(operand) ? context.nn.constant(operand) : number);
      }
      number = Signals.operation(node).evaluate(operands).get(0);
    }
    return ((FloatTensor) number).data()[0];
  }
}
