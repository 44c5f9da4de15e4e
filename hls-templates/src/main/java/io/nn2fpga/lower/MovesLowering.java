package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Lowered.Signal;
import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.ChannelAffine;
import io.nn2fpga.nn.Clamp;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.upsample.Upsample;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.CodeGrid;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes that move or select numbers without computing any: they work on the integers as such. */
final class MovesLowering {
  private final QuantizedContext context;

  MovesLowering(QuantizedContext context) {
    this.context = context;
  }

  /** Whether a node only moves or selects numbers. */
  static boolean isMove(Node node) {
    return node.op() instanceof MaxPool
        || node.op() instanceof Reshape
        || node.op() instanceof Flatten
        || node.op() instanceof Transpose
        || node.op() instanceof Slice
        || node.op() instanceof Pad
        || node.op() instanceof Resize
        || node.op() instanceof DepthToSpace
        || node.op() instanceof SpaceToDepth;
  }

  /** Lowers a node of one operand. */
  void lower(Node node, Signal x) {
    if (node.op() instanceof MaxPool pool) {
      max(node, pool, x);
    } else if (node.op() instanceof Reshape || node.op() instanceof Flatten) {
      reshape(node, x);
    } else if (node.op() instanceof Transpose transpose) {
      transpose(node, transpose, x);
    } else {
      Operation move = move(node, x);
      if (move == null) {
        throw QuantizedContext.unsupported(
            node,
            "'" + node.op().mnemonic() + "' of this kind has no hardware form",
            "docs/operators.md lists the operators that have one");
      }
      add(node, move, x);
    }
  }

  private void add(Node node, Operation move, Signal x) {
    if (!Signals.isUniform(context, x.chain())) {
      throw QuantizedContext.unsupported(
          node,
          "moves numbers of channels that still need different operations",
          "put a quantizer in front of it");
    }
    String result =
        context.add(
            node.name(), move, List.of(x.value()), context.fresh(node.output()), node.source());
    TensorType type = context.type(node.output());
    context.define(node.output(), x.moved(result, type, node.output(), floats(type)));
  }

  private static TensorType floats(TensorType type) {
    return new TensorType(type.shape(), FloatElement.F32);
  }

  /** The maximum of integers is that of the numbers where those rise with them. */
  private void max(Node node, MaxPool pool, Signal x) {
    Window window = new Window(pool.kernel(), pool.strides(), pool.pads());
    if (!pool.dilations().equals(List.of(1, 1))) {
      throw QuantizedContext.unsupported(
          node, "a max pool with dilations " + pool.dilations(), "use dilations of 1");
    }
    if (!rises(x)) {
      throw QuantizedContext.unsupported(
          node,
          "a max pool of numbers that fall where their sums rise (a negative batch-norm factor)",
          "put a quantizer in front of the pool");
    }
    String result =
        context.add(
            node.name(),
            new io.nn2fpga.ops.maxpool.MaxPool(window.kernel(), window.strides(), window.pads()),
            List.of(x.value()),
            context.fresh(node.output()),
            node.source());
    TensorType type = context.type(node.output());
    context.define(node.output(), x.moved(result, type, node.output(), floats(type)));
  }

  private boolean rises(Signal x) {
    for (Node link : x.chain()) {
      if (link.op() instanceof ChannelAffine affine
          && Signals.computedOperand(context, link) == 0) {
        ChannelAffine.ChannelMap map =
            affine.channelMap(
                context.type(link.input()),
                link.inputs().stream().skip(1).map(context.nn::constant).toList());
        if (map == null || Arrays.stream(map.scale()).anyMatch(scale -> scale < 0)) {
          return false;
        }
      } else if (!(link.op() instanceof Clamp)
          && !(link.op() instanceof Unary && Signals.isMonotone(context, link))) {
        return false;
      }
    }
    return true;
  }

  /** Elements keep their channels-last order: a vector remembers it, an image has to agree. */
  private void reshape(Node node, Signal x) {
    TensorType result = context.type(node.output());
    ChannelsLast frame = ChannelsLast.of(result);
    boolean sameOrder = frame.order().equals(x.frame().order());
    boolean vector = frame.height() == 1 && frame.width() == 1;
    if (!sameOrder && !vector) {
      throw QuantizedContext.unsupported(
          node,
          "a reshape to " + result + " reorders the elements of a channels-last stream",
          "reshape images to vectors only");
    }
    TensorType laidOut = sameOrder ? result : x.laidOut();
    TensorType from = context.frame(x.value());
    List<Integer> wanted = List.of(frame.height(), frame.width(), frame.channels());
    String value = x.value();
    if (!from.shape().equals(wanted)) {
      value =
          context.add(
              node.name(),
              new io.nn2fpga.ops.reshape.Reshape(frame.height(), frame.width(), frame.channels()),
              List.of(x.value()),
              context.fresh(node.output()),
              node.source());
    }
    Signal moved = x.moved(value, laidOut, x.from(), x.fromType());
    boolean onePixel = from.extent(0) * from.extent(1) == 1;
    if (x.chain().isEmpty() || Signals.isUniform(context, x.chain())) {
      context.define(node.output(), x.moved(value, laidOut, node.output(), floats(result)));
    } else if (onePixel && vector) {
      context.define(node.output(), moved.then(node));
    } else {
      throw QuantizedContext.unsupported(
          node,
          "flattens numbers of channels that still need different operations",
          "put a quantizer in front of it");
    }
  }

  /** No hardware: what is made channels last has the order of the stream. */
  private void transpose(Node node, Transpose transpose, Signal x) {
    TensorType result = context.type(node.output());
    boolean toStreamOrder = transpose.perm().equals(Transpose.TO_CHANNELS_LAST);
    if (!Signals.isUniform(context, x.chain())) {
      throw QuantizedContext.unsupported(
          node,
          "transposes numbers of channels that still need different operations",
          "put a quantizer in front of it");
    }
    TensorType vector = TensorType.of(FloatElement.F32, x.laidOut().size());
    context.define(
        node.output(),
        x.moved(x.value(), toStreamOrder ? vector : x.laidOut(), node.output(), floats(result)));
  }

  private @Nullable Operation move(Node node, Signal x) {
    TensorType type = context.type(node.input());
    if (type.shape().size() != 3) {
      return null;
    }
    if (node.op() instanceof Slice slice) {
      boolean whole = slice.steps().stream().allMatch(step -> step == 1);
      return whole
          ? new io.nn2fpga.ops.slice.Slice(last(slice.starts()), last(slice.shape()))
          : null;
    }
    if (node.op() instanceof Pad pad) {
      return pad(pad, x);
    }
    if (node.op() instanceof Resize resize) {
      return upsample(resize, type);
    }
    if (node.op() instanceof DepthToSpace blocks) {
      return new io.nn2fpga.ops.depthtospace.DepthToSpace(
          blocks.block(), blocks.order() == BlockOrder.CRD);
    }
    if (node.op() instanceof SpaceToDepth blocks && blocks.order() == BlockOrder.DCR) {
      return new io.nn2fpga.ops.spacetodepth.SpaceToDepth(blocks.block());
    }
    return null;
  }

  private static @Nullable Operation pad(Pad pad, Signal x) {
    CodeGrid grid = Signals.grid(x);
    boolean planes = pad.begins().get(0) == 0 && pad.ends().get(0) == 0;
    if (grid == null || !planes || pad.mode() != PadMode.CONSTANT) {
      return null;
    }
    double code = pad.value() / grid.scale() + grid.zeroPoint();
    return code == Math.rint(code) && code >= x.range().min() && code <= x.range().max()
        ? new io.nn2fpga.ops.pad.Pad(
            List.of(pad.begins().get(1), pad.begins().get(2), pad.ends().get(1), pad.ends().get(2)),
            (int) code)
        : null;
  }

  /** Blocks of equal pixels; null for any other enlargement. */
  private static @Nullable Operation upsample(Resize resize, TensorType x) {
    int[] factors = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int extent = x.extent(axis);
      factors[axis] = resize.shape().get(axis) / extent;
      int[] repeated = resize.repeated(axis, extent);
      if (repeated == null || factors[axis] * extent != resize.shape().get(axis)) {
        return null;
      }
      for (int i = 0; i < repeated.length; i++) {
        if (repeated[i] != i / factors[axis]) {
          return null;
        }
      }
    }
    return factors[0] == 1 ? new Upsample(factors[1], factors[2]) : null;
  }

  /** {@code [C, H, W]} as {@code [H, W, C]}. */
  private static List<Integer> last(List<Integer> first) {
    return List.of(first.get(1), first.get(2), first.get(0));
  }

  /** Frames side by side, of codes on one grid. */
  void join(Node node, Concat concat, List<Signal> parts) {
    Signal first = parts.get(0);
    boolean channels = concat.axis() == 0;
    boolean oneOrder =
        parts.stream()
            .allMatch(
                part ->
                    part.laidOut()
                        .shape()
                        .equals(context.type(node.inputs().get(parts.indexOf(part))).shape()));
    if (!channels || !oneOrder) {
      throw QuantizedContext.unsupported(
          node,
          "a concatenation along axis " + concat.axis() + " reorders a channels-last stream",
          "concatenate along the channels");
    }
    String value =
        context.add(
            node.name(),
            new io.nn2fpga.ops.concat.Concat(),
            parts.stream().map(Signal::value).toList(),
            context.fresh(node.output()),
            node.source());
    TensorType type = context.type(node.output());
    context.define(
        node.output(),
        new Signal(
            value,
            type,
            List.of(parts.stream().map(Signal::range).reduce((a, b) -> a.union(b)).orElseThrow()),
            first.origin(),
            node.output(),
            type,
            List.of()));
  }
}
