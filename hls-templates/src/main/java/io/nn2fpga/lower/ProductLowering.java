package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineRequantization.Channel;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LoweringContext.Target;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.ops.multiply.Multiply;
import io.nn2fpga.quant.ChannelsLast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of two computed values: products of their codes, then a requantization. */
final class ProductLowering {
  private final LoweringContext context;

  ProductLowering(LoweringContext context) {
    this.context = context;
  }

  /** Whether a node multiplies two computed values. */
  static boolean isProduct(Graph nn, Node node) {
    return node.op() instanceof Mul && node.inputs().stream().noneMatch(nn::isConstant);
  }

  /** Whether the first operand has the result's shape, and the second that or one pixel of it. */
  static boolean fits(TensorType first, TensorType second) {
    boolean pixel =
        first.shape().size() == 3 && second.shape().equals(List.of(first.extent(0), 1, 1));
    return first.equals(second) || pixel;
  }

  /**
   * Lowers a product.
   *
   * @param clamp the only reader of its result if that is a clamp, else null
   */
  void lower(Node node, @Nullable Node clamp) {
    Activation a = context.activation(node.inputs().get(0));
    Activation b = context.activation(node.inputs().get(1));
    if (!fits(context.type(node.inputs().get(0)), context.type(node.inputs().get(1)))) {
      Activation wider = b;
      b = a;
      a = wider;
    }
    requireOneOrder(node, a, b);
    Multiply unbounded =
        new Multiply(zeroPoint(node, a), zeroPoint(node, b), IntegerElement.signed(32));
    IntegerRange range = unbounded.range(IntegerRange.of(element(a)), IntegerRange.of(element(b)));
    IntegerElement accumulator = LoweringContext.accumulator(node, range);
    String products = context.fresh(node.name() + ".accumulators");
    context.add(
        node.name(),
        new Multiply(unbounded.firstZeroPoint(), unbounded.secondZeroPoint(), accumulator),
        List.of(a.value(), b.value()),
        products,
        node.source());
    Target target = context.target(node, clamp);
    double ratio = a.scale(0) * b.scale(0) / target.encoding().scale();
    context.requantize(
        node.name() + ".requantize",
        products,
        LoweringContext.channels(
            ((TensorType) context.builder.type(products)).extent(2),
            c -> new Channel(ratio, target.encoding().zeroPoint(), range)),
        target,
        a.laidOut(),
        accumulator.bits());
  }

  private IntegerElement element(Activation activation) {
    return (IntegerElement) ((TensorType) context.builder.type(activation.value())).element();
  }

  /** The code of 0, which the input's lowering made a whole number. */
  private static int zeroPoint(Node node, Activation activation) {
    double zero = activation.zeroPoint(0);
    if (!activation.isPerTensor() || zero != Math.rint(zero)) {
      throw new IllegalStateException(node.name() + " multiplies codes without a whole zero point");
    }
    return (int) zero;
  }

  private static void requireOneOrder(Node node, Activation a, Activation b) {
    ChannelsLast first = a.frame();
    ChannelsLast second = b.frame();
    boolean pixel =
        second.height() == 1 && second.width() == 1 && second.channels() == first.channels();
    if (!pixel && !first.order().equals(second.order())) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "the elements of the two vectors that are multiplied are in different orders: one"
                  + " was "
                  + a.laidOut()
                  + ", the other "
                  + b.laidOut()
                  + " before flattening, and streams are channels last",
              Places.of(node),
              "multiply before flattening"));
    }
  }
}
