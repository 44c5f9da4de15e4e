package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineRequantization.Channel;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LoweringContext.Target;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.ChannelAffine.ChannelMap;
import io.nn2fpga.quant.ChannelsLast;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Batch norm, added constants and clamps that no linear operator took in: a requantization of the
 * codes themselves.
 */
final class ElementwiseLowering {
  private final LoweringContext context;

  ElementwiseLowering(LoweringContext context) {
    this.context = context;
  }

  /** Lowers y = scale·x + shift, and the clamp after it if there is one. */
  void affine(Node node, ChannelAffine operation, @Nullable Node clamp) {
    lower(node, FoldAffine.map(context.nn, node, operation), context.target(node, clamp));
  }

  /** Lowers a clamp that stands alone. */
  void clamp(Node node) {
    int channels = ChannelsLast.of(context.type(node.input())).channels();
    double[] one = new double[channels];
    Arrays.fill(one, 1);
    Target target = context.target(node, node);
    lower(node, new ChannelMap(one, new double[channels]), alone(target));
  }

  private static Target alone(Target target) {
    return new Target(target.first(), null, target.encoding(), target.min(), target.max());
  }

  private void lower(Node node, ChannelMap map, Target target) {
    Activation x = context.activation(node.input());
    TensorType model = context.type(node.input());
    ChannelsLast frame = x.frame();
    // after flattening one pixel holds everything, in the order of the frame before it
    boolean flattened = !x.laidOut().equals(model);
    int count = flattened ? frame.size() : frame.channels();
    IntegerRange codes = x.codes();
    double step = target.encoding().scale();
    context.requantize(
        node.name(),
        x.value(),
        LoweringContext.channels(
            count,
            i -> {
              int c = flattened ? frame.order().get(i) : i;
              double scale = map.scale()[map.scale().length == 1 ? 0 : c];
              double constant = map.shift()[map.shift().length == 1 ? 0 : c];
              double ratio = scale * x.scale(i);
              double offset = constant - ratio * x.zeroPoint(i);
              return new Channel(
                  ratio / step, target.encoding().zeroPoint() + offset / step, codes);
            }),
        target,
        x.laidOut(),
        codes.signedElement().bits());
  }
}
