package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineRequantization;
import io.nn2fpga.arith.AffineRequantization.Channel;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LoweringContext.Target;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.MaxPool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pools: the maximum of codes, and sums of codes with a requantization for each border class. */
final class PoolLowering {
  private final LoweringContext context;

  PoolLowering(LoweringContext context) {
    this.context = context;
  }

  /** Codes order as the real numbers do (scales are positive), so the maximum is that of codes. */
  void max(Node node, MaxPool pool) {
    Activation x = context.activation(node.input());
    context.add(
        node.name(),
        new io.nn2fpga.ops.maxpool.MaxPool(pool.kernel(), pool.strides(), pool.pads()),
        List.of(x.value()),
        node.output(),
        node.source());
    context.share(node, x.renamed(node.output(), context.type(node.output())));
  }

  /** The mean over the whole plane of each channel. */
  void globalAverage(Node node, @Nullable Node clamp) {
    TensorType x = context.type(node.input());
    List<Integer> plane = x.shape().subList(1, 3);
    average(node, new AveragePool(plane, List.of(1, 1), List.of(0, 0, 0, 0), false), clamp);
  }

  /**
   * The mean over a window: with n places inside the frame and d the divisor, y = s·(S − n·z)/d for
   * the sum S of codes.
   */
  void average(Node node, AveragePool pool, @Nullable Node clamp) {
    Activation x = context.activation(node.input());
    if (!x.isPerTensor()) {
      throw new IllegalStateException(node.name() + " reads codes of a scale for each channel");
    }
    Target target = context.target(node, clamp);
    int kernelHeight = pool.kernel().get(0);
    int kernelWidth = pool.kernel().get(1);
    boolean padded = pool.pads().stream().anyMatch(p -> p > 0);
    List<Channel> classes = new ArrayList<>();
    for (int rows = padded ? 1 : kernelHeight; rows <= kernelHeight; rows++) {
      for (int columns = padded ? 1 : kernelWidth; columns <= kernelWidth; columns++) {
        int divisor = pool.countIncludePad() ? kernelHeight * kernelWidth : rows * columns;
        classes.add(channel(x, rows * columns, divisor, target));
      }
    }
    int sumBits = x.codes().sumsOfUpTo(kernelHeight * kernelWidth).signedElement().bits();
    AffineRequantization affine = context.affine(classes, target, sumBits);
    context.add(
        node.name(),
        new io.nn2fpga.ops.averagepool.AveragePool(
            pool.kernel(),
            pool.strides(),
            pool.pads(),
            affine.shift(),
            target.min(),
            target.max(),
            target.encoding().element()),
        context.constants(x.value(), node.name(), affine),
        target.value(),
        node.source());
    context.finish(target, context.type(node.output()));
  }

  private static Channel channel(Activation x, int places, int divisor, Target target) {
    double ratio = x.scale(0) / (divisor * target.encoding().scale());
    double offset = target.encoding().zeroPoint() - ratio * places * x.zeroPoint(0);
    return new Channel(ratio, offset, x.codes().sumsOfUpTo(places));
  }
}
