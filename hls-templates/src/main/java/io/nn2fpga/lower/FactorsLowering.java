package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.ops.multiply.Multiply;
import io.nn2fpga.quant.CodeGrid;
import java.util.List;
import java.util.Objects;

/** Products of two values of codes, element by element or pixel by pixel. */
final class FactorsLowering {
  private final QuantizedContext context;

  FactorsLowering(QuantizedContext context) {
    this.context = context;
  }

  /** Lowers a product of two values of one shape, or of an image and one number a channel. */
  void lower(Node node, Signal a, Signal b) {
    TensorType type = context.type(node.output());
    boolean swapped = !a.laidOut().shape().equals(type.shape());
    Signal first = swapped ? b : a;
    Signal second = swapped ? a : b;
    List<Integer> other = context.frame(second.value()).shape();
    List<Integer> shape = context.frame(first.value()).shape();
    boolean alike = other.equals(shape) && first.frame().order().equals(second.frame().order());
    boolean perChannel = other.equals(List.of(1, 1, shape.get(2)));
    if (!first.laidOut().shape().equals(type.shape()) || (!alike && !perChannel)) {
      throw QuantizedContext.unsupported(
          node,
          "a product of " + a.laidOut() + " and " + b.laidOut(),
          "multiply values of one shape, or an image by one number a channel");
    }
    CodeGrid p = Objects.requireNonNull(Signals.grid(first));
    CodeGrid q = Objects.requireNonNull(Signals.grid(second));
    IntegerRange range = products(differences(first, p), differences(second, q));
    String value =
        context.add(
            node.name(),
            new Multiply(
                p.zeroPoint(),
                q.zeroPoint(),
                LoweringContext.accumulator(
                    node,
                    products(
                        elements(first, p).union(differences(first, p)),
                        elements(second, q).union(differences(second, q))))),
            List.of(first.value(), second.value()),
            context.fresh(node.output()),
            node.source());
    context.define(
        node.output(),
        new Signal(
            value,
            first.laidOut(),
            List.of(range),
            new Origin.Product(p, q),
            node.output(),
            type,
            List.of()));
  }

  private static IntegerRange differences(Signal signal, CodeGrid grid) {
    IntegerRange codes = signal.range();
    return new IntegerRange(codes.min() - grid.zeroPoint(), codes.max() - grid.zeroPoint());
  }

  /** What the element type could hold, which is what an operation's accumulator is checked for. */
  private IntegerRange elements(Signal signal, CodeGrid grid) {
    IntegerRange all = IntegerRange.of(QuantizedContext.element(context.frame(signal.value())));
    return new IntegerRange(all.min() - grid.zeroPoint(), all.max() - grid.zeroPoint());
  }

  private static IntegerRange products(IntegerRange a, IntegerRange b) {
    long[] corners = {a.min() * b.min(), a.min() * b.max(), a.max() * b.min(), a.max() * b.max()};
    return new IntegerRange(
        java.util.Arrays.stream(corners).min().orElseThrow(),
        java.util.Arrays.stream(corners).max().orElseThrow());
  }
}
