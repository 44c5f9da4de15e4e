package io.nn2fpga.lower;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.ops.reshape.Reshape;
import io.nn2fpga.quant.ChannelsLast;
import java.util.List;

/**
 * Reshapes and transpositions. Most cost nothing: a vector remembers in which order its elements
 * are. What does reorder a stream keeps a frame to do so.
 */
final class ReshapeLowering {
  private final LoweringContext context;

  ReshapeLowering(LoweringContext context) {
    this.context = context;
  }

  /**
   * No hardware where the input comes channels last whatever the model's order, and where what is
   * made channels last has the order of the stream, in which a vector would also arrive.
   */
  void transpose(Node node, Transpose transpose) {
    Activation x = context.activation(node.input());
    if (!Transpositions.isFree(context.nn, node)) {
      reorder(node, transpose, x);
      return;
    }
    boolean toStreamOrder = transpose.perm().equals(Transpose.TO_CHANNELS_LAST);
    TensorType vector = TensorType.of(FloatElement.F32, x.laidOut().size());
    context.share(node, x.renamed(x.value(), toStreamOrder ? vector : x.laidOut()));
  }

  private void reorder(Node node, Transpose transpose, Activation x) {
    TensorType model = context.type(node.input());
    int rank = model.shape().size();
    boolean sameOrder = ChannelsLast.of(model).order().equals(x.frame().order());
    if (rank < 2 || !sameOrder || !x.isPerTensor()) {
      throw refused(node, x, "axes in the order " + transpose.perm());
    }
    // The frame's rows, columns and channels are the model's axes 1, 2 and 0.
    List<Integer> axes = Transpose.TO_CHANNELS_LAST;
    List<Integer> perm =
        rank == 2
            ? List.of(1, 0, 2)
            : axes.stream().map(axis -> axes.indexOf(transpose.perm().get(axis))).toList();
    context.add(
        node.name(),
        new io.nn2fpga.ops.transpose.Transpose(perm),
        List.of(x.value()),
        node.output(),
        node.source());
    context.share(node, x.renamed(node.output(), context.type(node.output())));
  }

  private static DiagnosticException refused(Node node, Activation x, String what) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.UNSUPPORTED_ATTRIBUTE,
            what
                + ": "
                + (x.isPerTensor()
                    ? "the operand is no image in the model's own order"
                    : "the channels of the input have different scales"),
            Places.of(node),
            "keep images channels first or channels last from the input to the flatten"));
  }

  /** Elements keep their channels-last order: a vector remembers it, an image may have to agree. */
  void reshape(Node node) {
    Activation x = context.activation(node.input());
    TensorType result = context.type(node.output());
    ChannelsLast frame = ChannelsLast.of(result);
    boolean sameOrder = frame.order().equals(x.frame().order());
    boolean vector = frame.height() == 1 && frame.width() == 1;
    if (!sameOrder && !vector) {
      image(node, x, result);
      return;
    }
    TensorType laidOut = sameOrder && x.isPerTensor() ? result : x.laidOut();
    TensorType from = (TensorType) context.builder.type(x.value());
    if (from.shape().equals(List.of(frame.height(), frame.width(), frame.channels()))) {
      context.share(node, x.renamed(x.value(), laidOut));
      return;
    }
    context.add(
        node.name(),
        new Reshape(frame.height(), frame.width(), frame.channels()),
        List.of(x.value()),
        node.output(),
        node.source());
    context.share(node, x.renamed(node.output(), laidOut));
  }

  /** To the model's order of the operand, and from the model's order of the result. */
  private void image(Node node, Activation x, TensorType result) {
    if (!x.isPerTensor()) {
      throw refused(node, x, "a reshape to " + result);
    }
    ChannelsLast from = x.frame();
    ChannelsLast to = ChannelsLast.of(result);
    String value = x.value();
    value = shaped(node, value, from.height(), from.width(), from.channels());
    if (from.channels() > 1 && from.height() * from.width() > 1) {
      value = add(node, new io.nn2fpga.ops.transpose.Transpose(List.of(2, 0, 1)), value);
    }
    value = shaped(node, value, to.channels(), to.height(), to.width());
    if (to.channels() > 1 && to.height() * to.width() > 1) {
      value = add(node, new io.nn2fpga.ops.transpose.Transpose(List.of(1, 2, 0)), value);
    }
    value = shaped(node, value, to.height(), to.width(), to.channels());
    context.share(node, x.renamed(value, result));
  }

  /** The same elements in the same order as a frame of these extents. */
  private String shaped(Node node, String value, int height, int width, int channels) {
    TensorType type = (TensorType) context.builder.type(value);
    return type.shape().equals(List.of(height, width, channels))
        ? value
        : add(node, new Reshape(height, width, channels), value);
  }

  private String add(Node node, Operation operation, String operand) {
    String result = context.fresh(node.output() + "." + operation.mnemonic());
    context.add(result, operation, List.of(operand), result, node.source());
    return result;
  }
}
