package io.nn2fpga.nn;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.LinearKind;
import java.util.List;

/**
 * Which operators a quantized framework's kernels compute from codes alone, and what is alike in
 * all kernel sets. {@link KernelInterpreter} goes by it, and who writes graphs that have to give
 * the same codes.
 */
public final class CodedOperators {
  private CodedOperators() {}

  /**
   * Whether an operator sums up products of codes and weights: the codes have one scale, the
   * weights one or one an output channel (their axis 0), a bias is in steps of their product.
   */
  public static boolean isLinear(NnOperation operation) {
    return operation instanceof Conv || operation instanceof Dense;
  }

  /**
   * Whether any other operator is computed from codes, each operand's of one scale.
   *
   * @param rank of the first operand
   */
  public static boolean isOfCodes(NnOperation operation, int rank) {
    return operation instanceof Add
        || operation instanceof Concat
        || operation instanceof AveragePool
        || operation instanceof GlobalAveragePool
        || operation instanceof L2Normalize
        || operation instanceof Mul
        || (operation instanceof Binary b && b.function() == BinaryFunction.SUB)
        || (operation instanceof Reduce r && r.function() == ReduceFunction.MEAN)
        || (operation instanceof Softmax s && s.axis() == rank - 1)
        || (operation instanceof Unary u && u.function() == UnaryFunction.LEAKY_RELU);
  }

  /**
   * Whether an operator of one operand gives some of its codes, as they are, in another place or
   * number.
   */
  public static boolean keepsCodes(NnOperation operation) {
    return operation instanceof Rearrangement || operation instanceof MaxPool;
  }

  /** Padding as it is done to codes. */
  public static Pad padded(Pad pad, CodeGrid grid) {
    return new Pad(pad.begins(), pad.ends(), pad.mode(), nearest(pad.value(), grid));
  }

  /**
   * The loop that a convolution is computed by.
   *
   * @param weights {@code [OC, IC/group, KH, KW]}
   */
  public static LinearKind kind(Conv conv, TensorType weights) {
    return conv.group() > 1 && weights.extent(1) == 1
        ? LinearKind.DEPTHWISE
        : LinearKind.CONVOLUTION;
  }

  /** The window of an average over a whole image {@code [C, H, W]}. */
  public static AveragePool whole(TensorType image) {
    return new AveragePool(image.shape().subList(1, 3), List.of(1, 1), List.of(0, 0, 0, 0), false);
  }

  /** Whether a mean is of an image's rows and columns, which stay with extent 1. */
  public static boolean isOfImage(Reduce mean, int rank) {
    return rank >= 3 && mean.keepDims() && mean.axes().equals(List.of(rank - 3, rank - 2));
  }

  /**
   * The codes that a clamp leaves of a grid.
   *
   * @param lo the clamp's lower bound; negative infinity for none
   * @param hi its upper bound; positive infinity for none
   */
  public static CodeGrid clamped(CodeGrid grid, double lo, double hi) {
    int least = lo == Double.NEGATIVE_INFINITY ? grid.min() : nearest(lo, grid);
    int most = hi == Double.POSITIVE_INFINITY ? grid.max() : nearest(hi, grid);
    return grid.within(least, Math.max(least, most));
  }

  /** The code nearest to a real number, half away from zero. */
  private static int nearest(double real, CodeGrid grid) {
    return grid.code(RoundingMode.HALF_AWAY.round((float) real / grid.scale()));
  }
}
