package io.nn2fpga.lower;

import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.op.Window;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The windows of an average pool, or of a mean over rows and columns.
 *
 * @param window their geometry
 * @param countIncludePad whether padded places count in the divisor
 * @param mean the reduction that it is; null for a pool
 */
record MeanWindow(Window window, boolean countIncludePad, @Nullable Reduce mean) {

  /** The windows of a node; null if it is no mean over rows and columns. */
  static @Nullable MeanWindow of(Node node, TensorType x) {
    if (node.op() instanceof AveragePool pool && pool.dilations().equals(List.of(1, 1))) {
      Window window = new Window(pool.kernel(), pool.strides(), pool.pads());
      return new MeanWindow(window, pool.countIncludePad(), null);
    }
    if (x.shape().size() != 3) {
      return null;
    }
    Window plane = new Window(x.shape().subList(1, 3), List.of(1, 1), List.of(0, 0, 0, 0));
    if (node.op() instanceof GlobalAveragePool) {
      return new MeanWindow(plane, false, null);
    }
    return node.op() instanceof Reduce reduce
            && reduce.function() == ReduceFunction.MEAN
            && reduce.axes().equals(List.of(1, 2))
        ? new MeanWindow(plane, false, reduce)
        : null;
  }

  /** The divisor of a window of which so many places lie inside the frame. */
  int divisor(int places) {
    return countIncludePad ? window.taps() : places;
  }

  /** From sums of so many codes to codes of a result, by a kernel set. */
  LongToIntFunction map(QuantizedKernels kernels, CodeGrid grid, int places, CodeGrid result) {
    return mean == null
        ? kernels.averagePool(grid, places, divisor(places), result)
        : kernels.mean(grid, places, mean.keepDims(), result);
  }
}
