package io.nn2fpga.lower;

import io.nn2fpga.arith.AffineRequantization;
import io.nn2fpga.arith.AffineRequantization.Channel;
import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Nodes that move codes: they keep their meaning; those of a concatenation are made alike. */
final class MoveLowering {
  private final LoweringContext context;

  MoveLowering(LoweringContext context) {
    this.context = context;
  }

  /** Lowers a node of one operand. */
  void move(Node node) {
    Activation x = ordered(node, node.input());
    if (!x.isPerTensor()) {
      throw new IllegalStateException(node.name() + " moves codes of a scale for each channel");
    }
    int zero = x.padValue().orElse(0);
    Operation operation =
        Objects.requireNonNull(StreamMoves.operation(context.nn, node, zero), node.name());
    context.add(node.name(), operation, List.of(x.value()), node.output(), node.source());
    IntegerRange codes =
        node.op() instanceof Pad ? x.codes().union(new IntegerRange(zero, zero)) : x.codes();
    context.share(
        node,
        new Activation(
            node.output(),
            x.scales(),
            x.zeroPoints(),
            x.padValue(),
            codes,
            context.type(node.output())));
  }

  /** An operand whose elements are in the order of the model's own type. */
  private Activation ordered(Node node, String operand) {
    Activation x = context.activation(operand);
    if (!ChannelsLast.of(context.type(operand)).order().equals(x.frame().order())) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_ATTRIBUTE,
              "the vector '"
                  + operand
                  + "' was "
                  + x.laidOut()
                  + " before flattening, and its elements are in the order of the stream",
              Places.of(node),
              "do this before flattening"));
    }
    return x;
  }

  /** Lowers a concatenation: one encoding for all operands, that of their ranges together. */
  void concat(Node node) {
    Encoding encoding = encoding(node);
    List<String> operands = new ArrayList<>();
    IntegerRange codes = new IntegerRange(encoding.zeroPoint(), encoding.zeroPoint());
    for (int i = 0; i < node.inputs().size(); i++) {
      Activation x = ordered(node, node.inputs().get(i));
      if (encoding.equals(context.encoding(node.inputs().get(i)))) {
        operands.add(x.value());
        codes = codes.union(x.codes());
      } else {
        operands.add(alike(node, i, x, encoding));
        codes = codes.union(IntegerRange.of(encoding.element()));
      }
    }
    Operation operation =
        Objects.requireNonNull(StreamMoves.operation(context.nn, node, 0), node.name());
    context.add(node.name(), operation, operands, node.output(), node.source());
    context.define(
        node.output(), Activation.of(node.output(), encoding, codes, context.type(node.output())));
    context.defineEncoding(node.output(), encoding);
  }

  private Encoding encoding(Node node) {
    Encoding first = context.encoding(node.input());
    if (first != null
        && node.inputs().stream().allMatch(input -> first.equals(context.encoding(input)))) {
      return first;
    }
    int bits = 2;
    for (String input : node.inputs()) {
      Encoding own = context.encoding(input);
      bits = Math.max(bits, own == null ? context.options.bits().input() : own.element().bits());
    }
    return Encoding.of(context.range(node.output()), bits);
  }

  /** The operand's codes in another encoding. */
  private String alike(Node node, int index, Activation x, Encoding encoding) {
    String name = node.name() + ".operand" + index;
    List<Channel> channels =
        LoweringContext.channels(
            x.frame().channels(),
            c -> {
              double ratio = x.scale(c) / encoding.scale();
              return new Channel(ratio, encoding.zeroPoint() - ratio * x.zeroPoint(c), x.codes());
            });
    int min = (int) encoding.element().min();
    int max = (int) encoding.element().max();
    AffineRequantization affine = AffineRequantization.of(channels, min, max);
    String result = context.fresh(name);
    context.add(
        name,
        new Requantize(affine.shift(), min, max, encoding.element()),
        context.constants(x.value(), name, affine),
        result,
        node.source());
    return result;
  }
}
