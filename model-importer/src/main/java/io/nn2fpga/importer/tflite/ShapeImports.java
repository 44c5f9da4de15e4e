package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Expand;
import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Tile;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Operators that move elements and compute none. */
final class ShapeImports {
  private ShapeImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.ofEntries(
          Map.entry("BROADCAST_TO", ShapeImports::broadcast),
          Map.entry("CONCATENATION", ShapeImports::concatenate),
          Map.entry("EXPAND_DIMS", ShapeImports::reshape),
          Map.entry("GATHER", ShapeImports::gather),
          Map.entry("MIRROR_PAD", ShapeImports::mirrorPad),
          Map.entry("PACK", ShapeImports::pack),
          Map.entry("PAD", node -> pad(node, 0)),
          Map.entry("PADV2", ShapeImports::padWithNumber),
          Map.entry("RESHAPE", ShapeImports::reshape),
          Map.entry("SQUEEZE", ShapeImports::reshape),
          Map.entry("TILE", ShapeImports::tile),
          Map.entry("TRANSPOSE", ShapeImports::transpose));

  /** The file says what the result looks like, which the elements have to fill. */
  private static void reshape(OperatorScope node) {
    String x = node.x();
    node.result(node.reshape(x, node.declaredShape(0)));
  }

  private static void transpose(OperatorScope node) {
    String x = node.x();
    int[] order = node.numbers(1, "the order of axes");
    List<Integer> perm = new ArrayList<>();
    for (int i = 0; i < order.length; i++) {
      boolean batch = node.isBatched() && i == 0 && order[i] == 0;
      if (!batch) {
        perm.add(node.axis(order[i], order.length));
      }
    }
    node.result(node.add(node.checked(() -> new Transpose(perm)), x));
  }

  private static void broadcast(OperatorScope node) {
    String x = node.x();
    List<Integer> shape = node.declaredShape(0);
    node.result(node.add(node.checked(() -> new Expand(shape)), x));
  }

  private static void concatenate(OperatorScope node) {
    int rank = node.rank(0);
    int axis = node.axis(node.operator().option(0, 0), rank);
    String[] operands = new String[node.inputs()];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = node.operand(i, rank - (node.isBatched() ? 1 : 0));
    }
    String joined = node.add(new Concat(axis), operands);
    node.result(node.activated(joined, node.operator().choice(1, 0)));
  }

  /** Operands along an axis of their own. */
  private static void pack(OperatorScope node) {
    int axis = node.axis(node.operator().option(1, 0), node.rank(0) + 1);
    String[] operands = new String[node.inputs()];
    for (int i = 0; i < operands.length; i++) {
      String x = node.computed(i);
      List<Integer> shape = new ArrayList<>(node.shape(x));
      shape.add(axis, 1);
      operands[i] = node.reshape(x, shape);
    }
    node.result(node.add(new Concat(axis), operands));
  }

  private static void gather(OperatorScope node) {
    String x = node.x();
    if (node.operator().option(1, 0) != 0) {
      throw node.refuse("it gathers for each index of a batch", null);
    }
    int axis = node.axis(node.operator().option(0, 0), node.rank(0));
    List<Integer> indices = Arrays.stream(node.numbers(1, "the indices")).boxed().toList();
    String picked = node.add(node.checked(() -> new Gather(axis, indices)), x);
    List<Integer> shape = new ArrayList<>(node.shape(x));
    shape.remove(axis);
    shape.addAll(axis, node.input(1).shape());
    node.result(node.reshape(picked, shape));
  }

  private static void tile(OperatorScope node) {
    String x = node.x();
    List<Integer> repeats = node.perAxis(node.numbers(1, "the repeats"), 1, node.rank(0));
    node.result(node.add(node.checked(() -> new Tile(repeats)), x));
  }

  private static void padWithNumber(OperatorScope node) {
    TfliteTensor value = node.input(2);
    if (!value.isConstant() || value.size() != 1) {
      throw node.refuse("the number to pad with is no constant", null);
    }
    float number = ConstantData.floats(value)[0];
    pad(node, value.isQuantized() ? (number - value.zeroPoints()[0]) * value.scales()[0] : number);
  }

  /** A quantized operand is padded with the code of the number. */
  private static void pad(OperatorScope node, float number) {
    pad(node, PadMode.CONSTANT, number);
  }

  private static void mirrorPad(OperatorScope node) {
    if (node.operator().choice(0, 0) != 0) {
      throw node.refuse("it repeats the border (SYMMETRIC)", "mirror at the border (REFLECT)");
    }
    pad(node, PadMode.REFLECT, 0);
  }

  private static void pad(OperatorScope node, PadMode mode, float number) {
    String x = node.x();
    int[] pads = node.numbers(1, "the padding");
    int rank = node.rank(0);
    if (pads.length != 2 * rank) {
      throw node.refuse(pads.length + " numbers to pad " + rank + " axes", null);
    }
    int[] begins = new int[rank];
    int[] ends = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      begins[axis] = pads[2 * axis];
      ends[axis] = pads[2 * axis + 1];
    }
    List<Integer> before = node.perAxis(begins, 0, rank);
    List<Integer> after = node.perAxis(ends, 0, rank);
    if (Stream.concat(before.stream(), after.stream()).allMatch(p -> p == 0)) {
      node.result(x);
      return;
    }
    node.result(node.add(node.checked(() -> new Pad(before, after, mode, number)), x));
  }
}
