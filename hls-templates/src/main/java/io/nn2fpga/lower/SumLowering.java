package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineSum;
import io.nn2fpga.arith.AffineSum.Term;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LoweringContext.Target;
import io.nn2fpga.nn.Add;
import io.nn2fpga.quant.ChannelsLast;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums of two computed values, as at the end of a residual block: with x = s·(q − z) for each
 * operand and step t of the result, its code is z + (s0/t)·q0 + (s1/t)·q1 − (s0·z0 + s1·z1)/t.
 */
final class SumLowering {
  private final LoweringContext context;

  SumLowering(LoweringContext context) {
    this.context = context;
  }

  /** Whether a node adds two computed values. */
  static boolean isSum(Graph nn, Node node) {
    return node.op() instanceof Add && node.inputs().stream().noneMatch(nn::isConstant);
  }

  /**
   * Lowers a sum.
   *
   * @param clamp the only reader of its result if that is a clamp, else null
   */
  void lower(Node node, @Nullable Node clamp) {
    Activation a = context.activation(node.inputs().get(0));
    Activation b = context.activation(node.inputs().get(1));
    requireOneOrder(node, a, b);
    Target target = context.target(node, clamp);
    double step = target.encoding().scale();
    AffineSum sum =
        AffineSum.of(
            new Term(a.scale(0) / step, a.codes()),
            new Term(b.scale(0) / step, b.codes()),
            target.encoding().zeroPoint()
                - (a.scale(0) * a.zeroPoint(0) + b.scale(0) * b.zeroPoint(0)) / step,
            target.min(),
            target.max());
    io.nn2fpga.ops.add.Add add =
        new io.nn2fpga.ops.add.Add(
            sum.firstMultiplier(),
            sum.secondMultiplier(),
            sum.offset(),
            sum.shift(),
            target.min(),
            target.max(),
            target.encoding().element());
    int bits = add.sum(a.codes(), b.codes()).signedElement().bits();
    context.note(target, bits, sum.shift(), sum.maxError());
    context.add(node.name(), add, List.of(a.value(), b.value()), target.value(), node.source());
    TensorType model = context.type(node.output());
    boolean modelsOrder = ChannelsLast.of(model).order().equals(a.frame().order());
    context.finish(target, modelsOrder ? model : a.laidOut());
  }

  private static void requireOneOrder(Node node, Activation a, Activation b) {
    if (!a.isPerTensor() || !b.isPerTensor()) {
      throw new IllegalStateException(node.name() + " adds codes of a scale for each channel");
    }
    if (!a.frame().order().equals(b.frame().order())) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "the elements of the two vectors that are added are in different orders: one was "
                  + a.laidOut()
                  + ", the other "
                  + b.laidOut()
                  + " before flattening, and streams are channels last",
              Places.of(node),
              "add before flattening"));
    }
  }
}
