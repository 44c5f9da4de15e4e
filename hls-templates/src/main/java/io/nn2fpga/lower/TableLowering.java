package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.LoweringContext.Target;
import io.nn2fpga.nn.ElementFunction;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.quant.ChannelsLast;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of each element: tables of the codes of one tensor or of each channel. */
final class TableLowering {
  private final LoweringContext context;

  TableLowering(LoweringContext context) {
    this.context = context;
  }

  /** The constants of a node, behind its first operand. */
  static List<Tensor> constants(io.nn2fpga.ir.Graph graph, Node node) {
    return node.inputs().stream().skip(1).map(graph::constant).toList();
  }

  /**
   * Lowers y = f_c(x), and the clamp after it if there is one: the nearest code of the function's
   * value in binary64, ties to even; the smallest code where the value is not a number.
   */
  void lower(Node node, ElementFunction operation, @Nullable Node clamp) {
    Activation x = context.activation(node.input());
    TensorType model = context.type(node.input());
    Target target = context.target(node, clamp);
    IntegerElement codes =
        (IntegerElement) ((TensorType) context.builder.type(x.value())).element();
    if (codes.bits() > Lookup.MAX_BITS) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "a table of codes of "
                  + codes.bits()
                  + " bits; at most "
                  + Lookup.MAX_BITS
                  + " bits are looked up",
              Places.of(node),
              "give the layer before fewer bits"));
    }
    ChannelsLast frame = x.frame();
    // after flattening one pixel holds everything, in the order of the frame before it
    boolean flattened = !x.laidOut().equals(model);
    int channels = flattened ? frame.size() : frame.channels();
    int entries = 1 << codes.bits();
    int[] tables = new int[channels * entries];
    for (int i = 0; i < channels; i++) {
      int channel = flattened ? frame.order().get(i) : i;
      int c = model.shape().isEmpty() ? 0 : channel / (model.size() / model.extent(0));
      fill(
          tables,
          i * entries,
          function(node, operation, model, flattened ? c : i),
          x,
          i,
          codes,
          target);
    }
    boolean uniform = true;
    for (int i = entries; uniform && i < tables.length; i++) {
      uniform = tables[i] == tables[i - entries];
    }
    int rows = uniform ? 1 : channels;
    IntTensor table =
        IntTensor.of(
            target.encoding().element(), Arrays.copyOf(tables, rows * entries), rows, entries);
    context.note(target, codes.bits(), 0, 0);
    context.add(
        node.name(),
        new Lookup(target.encoding().element()),
        List.of(x.value(), context.constant(node.name() + ".table", table)),
        target.value(),
        node.source());
    context.finish(target, x.laidOut());
  }

  private DoubleUnaryOperator function(
      Node node, ElementFunction operation, TensorType model, int channel) {
    return Objects.requireNonNull(
        operation.function(model, constants(context.nn, node), channel),
        "check-support lets functions of channels pass only");
  }

  private static void fill(
      int[] tables,
      int first,
      DoubleUnaryOperator function,
      Activation x,
      int place,
      IntegerElement codes,
      Target target) {
    for (long code = codes.min(); code <= codes.max(); code++) {
      double y = function.applyAsDouble(x.scale(place) * (code - x.zeroPoint(place)));
      int result = Double.isNaN(y) ? target.min() : target.encoding().quantize(y);
      tables[first + (int) (code - codes.min())] =
          Math.max(target.min(), Math.min(target.max(), result));
    }
  }
}
