package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Imports of operators that give the same elements other extents, or another order. */
final class ShapeImports {
  private ShapeImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Flatten", ShapeImports::flatten,
          "Reshape", ShapeImports::reshape,
          "Squeeze", ShapeImports::squeeze,
          "Transpose", ShapeImports::transpose,
          "Unsqueeze", ShapeImports::unsqueeze);

  private static void flatten(NodeScope node) {
    List<Integer> dims = node.dims(0);
    int axis = node.attributes().integer("axis", 1);
    int counted = axis == dims.size() ? axis : node.axis(axis, dims.size());
    long before = Constant.count(dims.subList(0, counted));
    long after = Constant.count(dims.subList(counted, dims.size()));
    if (node.isConstant(0)) {
      node.define(node.constant(0, "operand").withDims(List.of((int) before, (int) after)));
    } else if (!node.isBatched()) {
      node.emit(new Reshape(List.of((int) before, (int) after)));
    } else if (before != 1) {
      throw node.refuse(
          "axis " + axis + " moves elements of " + dims + " into the batch axis",
          "flatten from axis 1");
    } else {
      node.emit(new Flatten());
    }
  }

  private static void reshape(NodeScope node) {
    boolean allowZero = node.attributes().flag("allowzero", false);
    List<Integer> dims = node.dims(0);
    Constant target = node.constant(1, "the shape");
    if (target.isFloat() || target.dims().size() != 1) {
      throw node.refuse("the shape '" + node.name(1) + "' is not a list of integers", null);
    }
    long[] wanted = target.integers();
    long[] result = new long[wanted.length];
    int inferred = -1;
    for (int axis = 0; axis < wanted.length; axis++) {
      boolean copied = wanted[axis] == 0 && !allowZero;
      if (wanted[axis] < -1 || (copied && axis >= dims.size())) {
        throw cannotReshape(node, dims, wanted);
      }
      if (wanted[axis] == -1) {
        if (inferred >= 0) {
          throw cannotReshape(node, dims, wanted);
        }
        inferred = axis;
      }
      result[axis] = wanted[axis] == -1 ? 1 : copied ? dims.get(axis) : wanted[axis];
    }
    long size = Constant.count(dims);
    long known =
        Constant.count(IntStream.range(0, result.length).mapToObj(i -> result[i]).toList());
    if (inferred >= 0 && known > 0) {
      result[inferred] = size / known;
      known *= result[inferred];
    }
    if (known != size) {
      throw cannotReshape(node, dims, wanted);
    }
    emit(node, IntStream.range(0, result.length).mapToObj(i -> (int) result[i]).toList());
  }

  private static RuntimeException cannotReshape(NodeScope node, List<Integer> dims, long[] wanted) {
    return node.refuse(
        "extents " + dims + " cannot become " + java.util.Arrays.toString(wanted) + " at batch 1",
        "export with a dynamic batch, or with batch 1");
  }

  private static void squeeze(NodeScope node) {
    List<Integer> dims = node.dims(0);
    List<Integer> given = axes(node);
    Set<Integer> removed = new HashSet<>();
    for (int axis = 0; given == null && axis < dims.size(); axis++) {
      if (dims.get(axis) == 1) {
        removed.add(axis);
      }
    }
    if (given != null) {
      given.forEach(axis -> removed.add(node.axis(axis, dims.size())));
    }
    List<Integer> result = new ArrayList<>();
    for (int axis = 0; axis < dims.size(); axis++) {
      if (!removed.contains(axis)) {
        result.add(dims.get(axis));
      } else if (dims.get(axis) != 1) {
        throw node.refuse("axis " + axis + " of " + dims + " is not 1", null);
      }
    }
    if (removed.contains(0) && node.isBatched()) {
      throw node.refuse("the batch axis is removed", "name the axes to squeeze");
    }
    emit(node, result);
  }

  private static void unsqueeze(NodeScope node) {
    List<Integer> axes = axes(node);
    if (axes == null) {
      throw node.refuse("attribute 'axes' is missing", null);
    }
    List<Integer> dims = node.dims(0);
    int rank = dims.size() + axes.size();
    Set<Integer> added = new HashSet<>();
    axes.forEach(axis -> added.add(node.axis(axis, rank)));
    if (added.size() < axes.size()) {
      throw node.refuse("an axis of " + axes + " is named twice", null);
    }
    List<Integer> result = new ArrayList<>();
    int next = 0;
    for (int axis = 0; axis < rank; axis++) {
      result.add(added.contains(axis) ? 1 : dims.get(next++));
    }
    emit(node, result);
  }

  /** The axes, an attribute before opset 13; null if not given. */
  private static @org.jspecify.annotations.Nullable List<Integer> axes(NodeScope node) {
    if (node.opset() < 13) {
      return node.attributes().integers("axes");
    }
    if (!node.has(1)) {
      return null;
    }
    List<Integer> axes = new ArrayList<>();
    for (long axis : node.constant(1, "the axes").integers()) {
      axes.add((int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, axis)));
    }
    return axes;
  }

  private static void emit(NodeScope node, List<Integer> dims) {
    if (node.isConstant(0)) {
      node.define(node.constant(0, "operand").withDims(dims));
    } else {
      node.emit(new Reshape(node.nnShape(dims)));
    }
  }

  private static void transpose(NodeScope node) {
    int rank = node.dims(0).size();
    List<Integer> given = node.attributes().integers("perm");
    List<Integer> axes = Transpose.identity(rank);
    List<Integer> permutation =
        given != null ? given : axes.stream().map(axis -> rank - 1 - axis).toList();
    if (!permutation.stream().sorted().toList().equals(axes)) {
      throw node.refuse("attribute 'perm' is " + permutation + " for rank " + rank, null);
    }
    if (node.isConstant(0)) {
      Constant constant = node.constant(0, "operand");
      node.define(
          constant.gather(
              Transpose.places(constant.dims(), permutation),
              Transpose.shape(constant.dims(), permutation)));
    } else if (!node.isBatched()) {
      node.emit(new Transpose(permutation));
    } else if (permutation.get(0) != 0) {
      throw node.refuse(
          "axes in the order " + permutation + " move the batch axis",
          "keep the batch as the first axis");
    } else {
      node.emit(
          new Transpose(permutation.subList(1, rank).stream().map(axis -> axis - 1).toList()));
    }
  }
}
