package io.nn2fpga.lower;

import io.nn2fpga.arith.ExactRequantization;
import io.nn2fpga.arith.ExactSum;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.arith.StepFunction;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.lower.Lowered.Sum;
import io.nn2fpga.lower.QuantizerLowering.Emitted;
import io.nn2fpga.lower.QuantizerLowering.Target;
import io.nn2fpga.ops.add.Add;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sums of two values of codes. Scales that are whole multiples of a common step, as all powers of
 * two are, add up exactly; what a quantizer makes of that is a map of one integer. Other sums are
 * integers only together with their quantizer.
 */
final class SumsLowering {
  /** Multiples of a common step that are looked for; more would need no fewer bits than reals. */
  private static final int MOST_MULTIPLE = 1 << 12;

  private final QuantizedContext context;
  private final QuantizerLowering quantizers;

  SumsLowering(QuantizedContext context, QuantizerLowering quantizers) {
    this.context = context;
    this.quantizers = quantizers;
  }

  /** Notes a sum, to be lowered with what reads it. */
  void lower(Node node, Signal first, Signal second) {
    if (!first.frame().order().equals(second.frame().order())) {
      throw QuantizedContext.unsupported(
          node,
          "the elements of the two vectors that are added are in different orders: one was "
              + first.laidOut()
              + ", the other "
              + second.laidOut()
              + " before flattening, and streams are channels last",
          "add before flattening");
    }
    context.define(node.output(), new Sum(node, first, second, first.laidOut(), List.of()));
  }

  /** A sum as integers of its own; null if its operands have no common step. */
  @Nullable Signal settle(Sum sum) {
    CodeGrid a = grid(sum.first());
    CodeGrid b = grid(sum.second());
    double step = commonStep(a.scale(), b.scale());
    if (step == 0) {
      return null;
    }
    int first = (int) Math.round(a.scale() / step);
    int second = (int) Math.round(b.scale() / step);
    IntegerRange range =
        IntegerRange.ofProducts(new int[] {first}, 0, 1, sum.first().range())
            .plus(IntegerRange.ofProducts(new int[] {second}, 0, 1, sum.second().range()));
    IntegerElement element = range.union(new IntegerRange(0, 0)).signedElement();
    Add add = new Add(first, second, 0, 0, (int) element.min(), (int) element.max(), element);
    Node node = sum.node();
    String value =
        context.add(
            node.name(),
            add,
            List.of(sum.first().value(), sum.second().value()),
            context.fresh(node.output()),
            node.source());
    long zero = (long) first * a.zeroPoint() + (long) second * b.zeroPoint();
    TensorType type = context.type(node.output());
    return new Signal(
        value,
        sum.laidOut(),
        List.of(range),
        new Origin.Steps(step, zero),
        node.output(),
        type,
        sum.clamps());
  }

  private static CodeGrid grid(Signal signal) {
    return Objects.requireNonNull(Signals.grid(signal));
  }

  /** The largest number of which both are small whole multiples, exactly; 0 if there is none. */
  private static double commonStep(double a, double b) {
    double large = Math.max(a, b);
    double small = Math.min(a, b);
    for (int divisor = 1; divisor <= 16; divisor++) {
      double step = small / divisor;
      double multiple = large / step;
      if (multiple <= MOST_MULTIPLE
          && multiple == Math.rint(multiple)
          && step * divisor == small
          && step * multiple == large) {
        return step;
      }
    }
    return 0;
  }

  /** Lowers a sum with the quantizer behind it. */
  Signal quantize(Target target, Sum sum) {
    Signal exact = context.set.isTflite() ? null : settle(sum);
    if (exact != null) {
      return quantizers.lower(target, exact);
    }
    IntegerRange a = sum.first().range();
    IntegerRange b = sum.second().range();
    CodeGrid grid = Signals.clamped(context, target.grid(), sum.clamps());
    QuantizedKernels kernels = context.kernelsOfSums();
    IntBinaryOperator map = kernels.add(grid(sum.first()), grid(sum.second()), grid);
    ExactSum integers =
        ExactSum.of(
            map,
            a,
            b,
            (double) grid(sum.first()).scale() / grid.scale(),
            (double) grid(sum.second()).scale() / grid.scale(),
            grid.min(),
            grid.max());
    if (integers == null) {
      QuantizedKernels.Terms terms = kernels.terms(grid(sum.first()), grid(sum.second()), grid);
      if (terms != null) {
        return byTerms(target, sum, terms);
      }
      throw QuantizedContext.unsupported(
          sum.node(),
          "no multipliers of "
              + ExactSum.MULTIPLIER_BITS
              + " bits give the exact sum of scales "
              + grid(sum.first()).scale()
              + " and "
              + grid(sum.second()).scale(),
          "report this model: docs/development.md says where");
    }
    Add add =
        new Add(
            integers.first(),
            integers.second(),
            integers.offset(),
            integers.shift(),
            grid.min(),
            grid.max(),
            target.element());
    String codes =
        context.add(
            sum.node().name(),
            add,
            List.of(sum.first().value(), sum.second().value()),
            context.named(target.value()),
            sum.node().source());
    quantizers.note(
        target, codes, add.sum(a, b).signedElement().bits(), sum.clamps(), integers.shift());
    return QuantizerLowering.codes(
        target, codes, sum.laidOut(), new IntegerRange(grid.min(), grid.max()));
  }

  /** Tables of both terms, their sum, and what becomes of it. */
  private Signal byTerms(Target target, Sum sum, QuantizedKernels.Terms terms) {
    Term first = term(sum, sum.first(), terms.first(), ".first");
    Term second = term(sum, sum.second(), terms.second(), ".second");
    IntegerRange range = first.range.plus(second.range);
    IntegerElement element =
        LoweringContext.accumulator(sum.node(), range.union(new IntegerRange(0, 0)));
    Add add = new Add(1, 1, 0, 0, (int) element.min(), (int) element.max(), element);
    Node node = sum.node();
    String value =
        context.add(
            node.name(),
            add,
            List.of(first.value, second.value),
            context.fresh(node.output()),
            node.source());
    List<StepFunction> steps =
        Collections.nCopies(
            context.frame(value).extent(2),
            StepFunction.of(terms.code(), range, target.grid().min(), target.grid().max()));
    Emitted codes = quantizers.emit(value, steps, target, target.node().name());
    quantizers.note(target, value, element.bits(), sum.clamps(), codes.shift());
    return QuantizerLowering.codes(target, codes.value(), sum.laidOut(), steps.get(0).codes());
  }

  /** A table's result. */
  private record Term(String value, IntegerRange range) {}

  private Term term(Sum sum, Signal operand, IntUnaryOperator term, String suffix) {
    IntegerElement codes = QuantizedContext.element(context.frame(operand.value()));
    long[] table = new long[1 << codes.bits()];
    for (int i = 0; i < table.length; i++) {
      table[i] = term.applyAsInt((int) codes.min() + i);
    }
    IntegerRange range =
        new IntegerRange(
            term.applyAsInt((int) operand.range().min()),
            term.applyAsInt((int) operand.range().max()));
    IntTensor tensor = ExactRequantization.integers(table, 1, table.length);
    String name = sum.node().name() + suffix;
    String value =
        context.add(
            name,
            new Lookup((IntegerElement) tensor.type().element()),
            List.of(operand.value(), context.constant(name + ".table", tensor)),
            context.fresh(name),
            sum.node().source());
    return new Term(value, range);
  }
}
