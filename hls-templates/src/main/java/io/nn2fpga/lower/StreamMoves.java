package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Expand;
import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.ScalePreserving;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Tile;
import io.nn2fpga.ops.upsample.Upsample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nodes whose results hold nothing but their operands' elements, and zeros: their codes mean the
 * same before and after. Reshapes, transpositions and max pools have lowerings of their own.
 */
final class StreamMoves {
  private StreamMoves() {}

  /** Whether a node is one of these, with or without hardware form. */
  static boolean isMove(Node node) {
    return node.op() instanceof Concat
        || node.op() instanceof Slice
        || node.op() instanceof Pad
        || node.op() instanceof Resize
        || node.op() instanceof DepthToSpace
        || node.op() instanceof SpaceToDepth
        || node.op() instanceof Gather
        || node.op() instanceof Expand
        || node.op() instanceof Tile;
  }

  /**
   * What a node does to channels-last frames.
   *
   * @param zero the code of 0
   * @return null if it has no hardware form
   */
  static @Nullable Operation operation(Graph nn, Node node, int zero) {
    TensorType x = nn.value(node.input()).tensor();
    int rank = x.shape().size();
    if (rank < 1 || rank > 3) {
      return null;
    }
    if (node.op() instanceof Concat concat) {
      boolean channels = concat.axis() == 0 && rank != 2 && node.inputs().size() > 1;
      return channels ? new io.nn2fpga.ops.concat.Concat() : null;
    }
    if (node.op() instanceof Slice slice) {
      return slice.steps().stream().allMatch(step -> step == 1)
          ? new io.nn2fpga.ops.slice.Slice(frame(slice.starts(), 0), frame(slice.shape(), 1))
          : null;
    }
    if (node.op() instanceof Pad pad) {
      return pad(pad, rank, zero);
    }
    if (node.op() instanceof Resize resize) {
      return rank == 3 ? upsample(resize, x) : null;
    }
    if (node.op() instanceof DepthToSpace blocks) {
      return new io.nn2fpga.ops.depthtospace.DepthToSpace(
          blocks.block(), blocks.order() == BlockOrder.CRD);
    }
    if (node.op() instanceof SpaceToDepth blocks) {
      return blocks.order() == BlockOrder.DCR
          ? new io.nn2fpga.ops.spacetodepth.SpaceToDepth(blocks.block())
          : null;
    }
    return null;
  }

  /** Numbers of model axes as those of the frame's rows, columns and channels. */
  private static List<Integer> frame(List<Integer> axes, int missing) {
    return switch (axes.size()) {
      case 1 -> List.of(missing, missing, axes.get(0));
      case 2 -> List.of(axes.get(0), axes.get(1), missing);
      default -> List.of(axes.get(1), axes.get(2), axes.get(0));
    };
  }

  private static @Nullable Operation pad(Pad pad, int rank, int zero) {
    boolean zeros = pad.mode() == PadMode.CONSTANT && pad.value() == 0;
    List<Integer> begins = frame(pad.begins(), 0);
    List<Integer> ends = frame(pad.ends(), 0);
    return zeros && rank > 1 && begins.get(2) == 0 && ends.get(2) == 0
        ? new io.nn2fpga.ops.pad.Pad(
            List.of(begins.get(0), begins.get(1), ends.get(0), ends.get(1)), zero)
        : null;
  }

  private static @Nullable Operation upsample(Resize resize, TensorType x) {
    int[] factors = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int extent = x.extent(axis);
      int[] places = resize.repeated(axis, extent);
      factors[axis] = resize.shape().get(axis) / extent;
      if (places == null || factors[axis] * extent != resize.shape().get(axis)) {
        return null;
      }
      for (int i = 0; i < places.length; i++) {
        if (places[i] != i / factors[axis]) {
          return null;
        }
      }
    }
    return factors[0] == 1 ? new Upsample(factors[1], factors[2]) : null;
  }

  /** What to do about a node without hardware form. */
  static String hint(Node node) {
    if (node.op() instanceof Concat) {
      return "concatenate images or vectors along their channels";
    } else if (node.op() instanceof Slice) {
      return "slice without steps";
    } else if (node.op() instanceof Pad) {
      return "pad rows and columns with zeros";
    } else if (node.op() instanceof Resize) {
      return "enlarge rows and columns by whole numbers, mode nearest";
    }
    return "docs/operators.md lists the operators that have one";
  }

  /** The last of the concatenations that a value goes into, if it goes nowhere else; else null. */
  static @Nullable Node concatAfter(Graph nn, String value) {
    List<Node> readers = nn.readers(value);
    if (readers.size() != 1 || nn.outputs().contains(value)) {
      return null;
    }
    Node reader = readers.get(0);
    boolean keeps = reader.op() instanceof ScalePreserving || isMove(reader);
    Node later = keeps ? concatAfter(nn, reader.output()) : null;
    return later == null && reader.op() instanceof Concat ? reader : later;
  }
}
