package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Expand;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Tile;
import io.nn2fpga.nn.Trilu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Imports of operators that put their operand's elements elsewhere, or others beside them. */
final class MovementImports {
  private MovementImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Concat", MovementImports::concat,
          "DepthToSpace",
              node ->
                  node.emitSample(node.checked(() -> new DepthToSpace(block(node), order(node)))),
          "Expand", MovementImports::expand,
          "Pad", MovementImports::pad,
          "Slice", MovementImports::slice,
          "SpaceToDepth",
              node ->
                  node.emitSample(node.checked(() -> new SpaceToDepth(block(node), order(node)))),
          "Split", MovementImports::split,
          "Tile", MovementImports::tile,
          "Trilu", MovementImports::trilu);

  private static void concat(NodeScope node) {
    List<Integer> first = node.dims(0);
    int axis = node.axis(node.attributes().integer("axis", 1), first.size());
    List<Integer> dims = new ArrayList<>(first);
    List<Integer> parts = new ArrayList<>();
    int extent = 0;
    for (int i = 0; i < node.operands(); i++) {
      List<Integer> own = node.dims(i);
      if (own.size() != first.size()) {
        throw node.refuse("extents " + first + " and " + own + " are of different rank", null);
      }
      extent += own.get(axis);
      // Shapes of no axes are constants without elements, which nn tensors cannot be.
      if (!own.contains(0)) {
        parts.add(i);
      }
    }
    dims.set(axis, extent);
    if (parts.isEmpty()) {
      node.define(new Constant.Integers(dims, new long[0]));
    } else if (node.operands() == 1) {
      node.alias();
    } else {
      int nnAxis = node.isBatched() ? node.nnAxis(axis) : axis;
      MovedElements.emit(
          node, new Concat(nnAxis), dims, parts.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  private static void split(NodeScope node) {
    List<Integer> dims = node.dims(0);
    int axis = node.axis(node.attributes().integer("axis", 0), dims.size());
    long[] sizes = sizes(node, dims.get(axis));
    long start = 0;
    for (int result = 0; result < sizes.length; result++) {
      if (node.hasResult(result)) {
        part(node, result, axis, (int) start, (int) sizes[result]);
      }
      start += sizes[result];
    }
  }

  /** How many places each result gets along the axis; they add up to its extent. */
  private static long[] sizes(NodeScope node, int extent) {
    long[] given =
        node.opset() < 13 ? node.attributes().longs("split") : longs(node, 1, "the split");
    int count =
        node.opset() < 18
            ? node.results()
            : node.attributes().integer("num_outputs", node.results());
    if (given == null) {
      long most = count < 1 ? 0 : (extent + count - 1) / count;
      given = new long[Math.max(0, count)];
      for (int i = 0; i < given.length; i++) {
        given[i] = Math.max(0, Math.min(most, extent - i * most));
      }
    }
    boolean negative = false;
    long sum = 0;
    for (long size : given) {
      negative |= size < 0 || size > extent;
      sum += size;
    }
    if (negative || sum != extent || given.length < node.results()) {
      throw node.refuse(
          "an axis of " + extent + " is split into " + java.util.Arrays.toString(given), null);
    }
    return given;
  }

  private static void part(NodeScope node, int result, int axis, int start, int size) {
    List<Integer> dims = new ArrayList<>(node.dims(0));
    dims.set(axis, size);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(dims.size(), 0));
    starts.set(axis, start);
    List<Integer> steps = Collections.nCopies(dims.size(), 1);
    if (node.isConstant(0)) {
      Constant whole = node.constant(0, "operand");
      node.define(
          result,
          dims.contains(0)
              ? whole.gather(new int[0], dims)
              : MovedElements.apply(node, new Slice(starts, steps, dims), List.of(whole)));
      return;
    }
    if (size == 0) {
      throw node.refuse("result " + result + " has no elements: extents " + dims, null);
    }
    node.emitResult(result, sample(node, starts, steps, dims), node.operand(0));
  }

  /** A slice in terms of nn axes. */
  private static Slice sample(
      NodeScope node, List<Integer> starts, List<Integer> steps, List<Integer> dims) {
    int from = node.isBatched() ? 1 : 0;
    if (node.isBatched() && starts.get(0) != 0) {
      throw node.refuse("samples are left out of the batch", "slice along other axes than 0");
    }
    return new Slice(
        starts.subList(from, starts.size()), steps.subList(from, steps.size()), node.nnShape(dims));
  }

  private static void slice(NodeScope node) {
    List<Integer> dims = node.dims(0);
    boolean asAttributes = node.opset() < 10;
    long[] from = asAttributes ? node.attributes().longs("starts") : longs(node, 1, "the starts");
    long[] to = asAttributes ? node.attributes().longs("ends") : longs(node, 2, "the ends");
    long[] axes = asAttributes ? node.attributes().longs("axes") : longs(node, 3, "the axes");
    long[] by = asAttributes ? null : longs(node, 4, "the steps");
    if (from == null || to == null) {
      throw node.refuse("starts or ends are missing", null);
    }
    if (from.length != to.length
        || (axes != null && axes.length != from.length)
        || (by != null && by.length != from.length)
        || from.length > dims.size()) {
      throw node.refuse("starts, ends, axes and steps are of different numbers", null);
    }
    List<Integer> starts = new ArrayList<>(Collections.nCopies(dims.size(), 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(dims.size(), 1));
    List<Integer> result = new ArrayList<>(dims);
    for (int i = 0; i < from.length; i++) {
      int axis = axes == null ? i : node.axis((int) clamp(axes[i], -999, 999), dims.size());
      cut(node, axis, from[i], to[i], by == null ? 1 : by[i], starts, steps, result);
    }
    if (result.contains(0)) {
      node.define(node.folded(0).gather(new int[0], result));
    } else if (result.equals(dims) && steps.stream().allMatch(step -> step == 1)) {
      node.alias();
    } else {
      Slice slice =
          node.isBatched() ? sample(node, starts, steps, result) : new Slice(starts, steps, result);
      MovedElements.emit(node, slice, result, 0);
    }
  }

  /** One axis' part of a slice, with ONNX's bounds beyond the ends. */
  private static void cut(
      NodeScope node,
      int axis,
      long from,
      long to,
      long step,
      List<Integer> starts,
      List<Integer> steps,
      List<Integer> result) {
    if (step == 0) {
      throw node.refuse("a step of 0 along axis " + axis, null);
    }
    long extent = result.get(axis);
    long by = clamp(step, -(1 << 28), 1 << 28);
    long last = by > 0 ? extent : extent - 1;
    long first = clamp(from < 0 ? from + extent : from, 0, last);
    long end = clamp(to < 0 ? to + extent : to, by > 0 ? 0 : -1, last);
    long count = by > 0 ? (end - first + by - 1) / by : (first - end - by - 1) / -by;
    starts.set(axis, (int) first);
    steps.set(axis, count == 1 ? 1 : (int) by);
    result.set(axis, (int) Math.max(0, count));
  }

  private static long clamp(long value, long least, long most) {
    return Math.max(least, Math.min(most, value));
  }

  /** An operand's whole numbers, or null if it is left out. */
  static long @Nullable [] longs(NodeScope node, int operand, String what) {
    if (!node.has(operand)) {
      return null;
    }
    Constant constant = node.constant(operand, what);
    if (constant.isFloat() || constant.dims().size() > 1) {
      throw node.refuse(what + " '" + node.name(operand) + "' is no list of whole numbers", null);
    }
    return constant.integers();
  }

  private static void expand(NodeScope node) {
    List<Integer> dims = node.dims(0);
    long[] wanted = longs(node, 1, "the shape");
    int rank = Math.max(dims.size(), wanted == null ? 0 : wanted.length);
    List<Long> extents = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - (rank - dims.size());
      int other = wanted == null ? -1 : axis - (rank - wanted.length);
      long extent = own < 0 ? 1 : dims.get(own);
      long target = wanted == null || other < 0 ? 1 : wanted[other];
      extents.add(extent == 1 ? target : extent);
      if (extent != target && extent != 1 && target != 1) {
        throw node.refuse(
            "extents " + dims + " do not expand to " + java.util.Arrays.toString(wanted), null);
      }
    }
    List<Integer> result = checkedDims(node, extents);
    if (result.equals(dims)) {
      node.alias();
    } else {
      MovedElements.emit(node, new Expand(node.nnShape(result)), result, 0);
    }
  }

  private static void tile(NodeScope node) {
    List<Integer> dims = node.dims(0);
    long[] repeats = longs(node, 1, "the repeats");
    if (repeats == null || repeats.length != dims.size()) {
      throw node.refuse(
          "extents " + dims + " are repeated " + java.util.Arrays.toString(repeats) + " times",
          null);
    }
    List<Long> extents = new ArrayList<>();
    for (int axis = 0; axis < repeats.length; axis++) {
      extents.add(dims.get(axis) * clamp(repeats[axis], -1, Constant.MAX_ELEMENTS));
    }
    List<Integer> result = checkedDims(node, extents);
    if (result.equals(dims)) {
      node.alias();
      return;
    }
    List<Integer> counts = LongStream.of(repeats).mapToObj(r -> (int) r).toList();
    List<Integer> own = node.isBatched() ? counts.subList(1, counts.size()) : counts;
    node.nnShape(result);
    MovedElements.emit(node, new Tile(own), result, 0);
  }

  /** Extents of a result that can be, none of them 0. */
  static List<Integer> checkedDims(NodeScope node, List<Long> extents) {
    if (Constant.count(extents) < 1) {
      throw node.refuse("the result would have the extents " + extents, null);
    }
    return extents.stream().map(Long::intValue).toList();
  }

  private static void pad(NodeScope node) {
    List<Integer> dims = node.dims(0);
    long[] given = node.opset() < 11 ? node.attributes().longs("pads") : longs(node, 1, "the pads");
    long[] axes = node.opset() < 18 ? null : longs(node, 3, "the axes");
    int count = axes == null ? dims.size() : axes.length;
    if (given == null || given.length != 2 * count) {
      throw node.refuse("pads " + java.util.Arrays.toString(given) + " for extents " + dims, null);
    }
    long[] begins = new long[dims.size()];
    long[] ends = new long[dims.size()];
    for (int i = 0; i < count; i++) {
      int axis = axes == null ? i : node.axis((int) clamp(axes[i], -999, 999), dims.size());
      begins[axis] = clamp(given[i], -Constant.MAX_ELEMENTS, Constant.MAX_ELEMENTS);
      ends[axis] = clamp(given[i + count], -Constant.MAX_ELEMENTS, Constant.MAX_ELEMENTS);
    }
    if (node.isBatched() && (begins[0] != 0 || ends[0] != 0)) {
      throw node.refuse("the batch axis is padded", "pad other axes than 0");
    }
    PadMode mode = padMode(node);
    emitPad(node, begins, ends, mode, padValue(node));
  }

  private static PadMode padMode(NodeScope node) {
    String mode = node.attributes().text("mode", "constant");
    try {
      return PadMode.valueOf(mode.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw node.refuse("attribute 'mode' is '" + mode + "'", null);
    }
  }

  private static double padValue(NodeScope node) {
    if (node.opset() < 11) {
      return node.attributes().number("value", 0);
    }
    if (!node.has(2)) {
      return 0;
    }
    Constant value = node.constant(2, "the padded value");
    if (value.size() != 1) {
      throw node.refuse("the padded value is of extents " + value.dims(), null);
    }
    return value.floats()[0];
  }

  /** Places are cut off first where a pad is negative. */
  private static void emitPad(
      NodeScope node, long[] begins, long[] ends, PadMode mode, double value) {
    int from = node.isBatched() ? 1 : 0;
    List<Integer> starts = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    List<Integer> before = new ArrayList<>();
    List<Integer> behind = new ArrayList<>();
    List<Integer> dims = node.dims(0);
    for (int axis = from; axis < dims.size(); axis++) {
      starts.add((int) Math.max(0, -begins[axis]));
      kept.add((int) (dims.get(axis) + Math.min(0, begins[axis]) + Math.min(0, ends[axis])));
      before.add((int) Math.max(0, begins[axis]));
      behind.add((int) Math.max(0, ends[axis]));
    }
    if (kept.stream().anyMatch(k -> k < 1)) {
      throw node.refuse("the pads leave nothing of extents " + dims, null);
    }
    List<Integer> whole = dims.subList(from, dims.size());
    boolean cuts = !kept.equals(whole);
    boolean pads = before.stream().anyMatch(p -> p > 0) || behind.stream().anyMatch(p -> p > 0);
    Slice slice = new Slice(starts, Collections.nCopies(kept.size(), 1), kept);
    Pad pad = new Pad(before, behind, mode, value);
    if (!cuts && !pads) {
      node.alias();
    } else if (!pads) {
      node.emit(slice);
    } else if (!cuts) {
      node.emit(pad);
    } else {
      node.emitOf(pad, node.apply(slice, node.operand(0)));
    }
  }

  private static int block(NodeScope node) {
    return node.attributes().integer("blocksize", 0);
  }

  private static BlockOrder order(NodeScope node) {
    String mode = node.attributes().text("mode", "DCR");
    return switch (mode) {
      case "DCR" -> BlockOrder.DCR;
      case "CRD" -> BlockOrder.CRD;
      default -> throw node.refuse("attribute 'mode' is '" + mode + "'", null);
    };
  }

  private static void trilu(NodeScope node) {
    long[] given = longs(node, 1, "the diagonal");
    if (node.dims(0).size() < (node.isBatched() ? 3 : 2)) {
      throw node.refuse("an operand of extents " + node.dims(0) + " is no matrix", null);
    }
    int diagonal = given == null ? 0 : (int) clamp(given[0], -(1 << 28), 1 << 28);
    node.emit(new Trilu(node.attributes().flag("upper", true), diagonal));
  }
}
