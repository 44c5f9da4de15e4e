package io.nn2fpga.lower;

import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.op.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The windows of an average pool.
 *
 * @param window their geometry
 * @param countIncludePad whether padded places count in the divisor
 */
record MeanWindow(Window window, boolean countIncludePad) {

  /** The windows of a node; null if it is no average pool. */
  static @Nullable MeanWindow of(Node node, TensorType x) {
    if (node.op() instanceof AveragePool pool && pool.dilations().equals(List.of(1, 1))) {
      return new MeanWindow(
          new Window(pool.kernel(), pool.strides(), pool.pads()), pool.countIncludePad());
    }
    boolean means =
        node.op() instanceof GlobalAveragePool
            || (node.op() instanceof Reduce reduce
                && reduce.function() == ReduceFunction.MEAN
                && reduce.axes().equals(List.of(1, 2)));
    if (means && x.shape().size() == 3) {
      List<Integer> plane = x.shape().subList(1, 3);
      return new MeanWindow(new Window(plane, List.of(1, 1), List.of(0, 0, 0, 0)), false);
    }
    return null;
  }

  /** The divisor of a window of which so many places lie inside the frame. */
  int divisor(int places) {
    return countIncludePad ? window.taps() : places;
  }
}
