package io.nn2fpga.importer.onnx;

import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.OneHot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Imports of operators that pick or replace elements by indices. The indices have to be known: then
 * each element of the result is a certain element of an operand.
 */
final class GatherImports {
  private GatherImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Gather", GatherImports::gather,
          "GatherElements", GatherImports::gatherElements,
          "GatherND", GatherImports::gatherNd,
          "OneHot", GatherImports::oneHot,
          "Scatter", GatherImports::scatterElements,
          "ScatterElements", GatherImports::scatterElements,
          "ScatterND", GatherImports::scatterNd);

  private static Constant indices(NodeScope node) {
    Constant indices = node.constant(1, "the index");
    if (indices.isFloat()) {
      throw node.refuse("the index '" + node.name(1) + "' is not an integer", null);
    }
    return indices;
  }

  /** An index counted from the front; refuses one that the axis does not have. */
  private static int counted(NodeScope node, long index, int extent) {
    long place = index < 0 ? index + extent : index;
    if (place < 0 || place >= extent) {
      throw node.refuse("index " + index + " of an axis of " + extent, null);
    }
    return (int) place;
  }

  private static void gather(NodeScope node) {
    List<Integer> data = node.dims(0);
    if (data.isEmpty()) {
      throw node.refuse("a scalar has no axis to gather along", null);
    }
    int axis = node.axis(node.attributes().integer("axis", 0), data.size());
    Constant indices = indices(node);
    List<Integer> places = new ArrayList<>();
    for (long index : indices.integers()) {
      places.add(counted(node, index, data.get(axis)));
    }
    List<Integer> dims = new ArrayList<>(data.subList(0, axis));
    dims.addAll(indices.dims());
    dims.addAll(data.subList(axis + 1, data.size()));
    if (Constant.count(dims) < 0) {
      throw node.refuse("the result would have the extents " + dims, null);
    }
    if (dims.contains(0)) {
      node.define(node.folded(0).gather(new int[0], dims));
    } else if (dims.equals(data) && places.equals(range(data.get(axis)))) {
      node.alias();
    } else {
      MovedElements.emit(node, new Gather(node.nnAxis(axis), places), dims, 0);
    }
  }

  private static List<Integer> range(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static void gatherElements(NodeScope node) {
    List<Integer> data = node.dims(0);
    int axis = node.axis(node.attributes().integer("axis", 0), data.size());
    Constant indices = indices(node);
    MovedElements.pick(node, alongAxis(node, data, axis, indices), indices.dims(), 0);
  }

  /** For each index its row-major place in the data: the index's own, but along the axis. */
  private static int[] alongAxis(NodeScope node, List<Integer> data, int axis, Constant indices) {
    List<Integer> dims = indices.dims();
    boolean fits = dims.size() == data.size() && !dims.contains(0);
    for (int i = 0; fits && i < dims.size(); i++) {
      fits = i == axis || dims.get(i) <= data.get(i);
    }
    if (!fits) {
      throw node.refuse("indices of extents " + dims + " for data of " + data, null);
    }
    int[] places = new int[indices.size()];
    int[] position = new int[dims.size()];
    for (int i = 0; i < places.length; i++) {
      int place = 0;
      for (int a = 0; a < position.length; a++) {
        int along = a == axis ? counted(node, indices.integers()[i], data.get(axis)) : position[a];
        place = place * data.get(a) + along;
      }
      places[i] = place;
      advance(position, dims);
    }
    return places;
  }

  private static void advance(int[] position, List<Integer> dims) {
    for (int a = position.length - 1; a >= 0 && ++position[a] == dims.get(a); a--) {
      position[a] = 0;
    }
  }

  private static void gatherNd(NodeScope node) {
    List<Integer> data = node.dims(0);
    Constant indices = indices(node);
    int batch = node.attributes().integer("batch_dims", 0);
    List<Integer> dims = indices.dims();
    int depth = dims.isEmpty() ? 0 : dims.get(dims.size() - 1);
    if (depth < 1
        || batch < 0
        || batch >= dims.size()
        || batch + depth > data.size()
        || !dims.subList(0, batch).equals(data.subList(0, batch))) {
      throw node.refuse("indices of extents " + dims + " for data of " + data, null);
    }
    List<Integer> result = new ArrayList<>(dims.subList(0, dims.size() - 1));
    result.addAll(data.subList(batch + depth, data.size()));
    if (Constant.count(result) < 1) {
      throw node.refuse("the result would have the extents " + result, null);
    }
    MovedElements.pick(node, tuples(node, data, batch, depth, indices), result, 0);
  }

  /** The places of all elements that index tuples name, tuple after tuple. */
  private static int[] tuples(
      NodeScope node, List<Integer> data, int batch, int depth, Constant indices) {
    int block = (int) Constant.count(data.subList(batch + depth, data.size()));
    int tuples = indices.size() / depth;
    int perBatch = tuples / (int) Constant.count(data.subList(0, batch));
    int[] places = new int[tuples * block];
    for (int tuple = 0; tuple < tuples; tuple++) {
      int place = tuple / perBatch;
      for (int i = 0; i < depth; i++) {
        int extent = data.get(batch + i);
        place = place * extent + counted(node, indices.integers()[tuple * depth + i], extent);
      }
      for (int i = 0; i < block; i++) {
        places[tuple * block + i] = place * block + i;
      }
    }
    return places;
  }

  private static void scatterElements(NodeScope node) {
    List<Integer> data = node.dims(0);
    int axis = node.axis(node.attributes().integer("axis", 0), data.size());
    Constant indices = indices(node);
    scatter(node, data, alongAxis(node, data, axis, indices), indices.dims());
  }

  private static void scatterNd(NodeScope node) {
    List<Integer> data = node.dims(0);
    Constant indices = indices(node);
    List<Integer> dims = indices.dims();
    int depth = dims.isEmpty() ? 0 : dims.get(dims.size() - 1);
    if (depth < 1 || depth > data.size() || dims.contains(0)) {
      throw node.refuse("indices of extents " + dims + " for data of " + data, null);
    }
    List<Integer> updates = new ArrayList<>(dims.subList(0, dims.size() - 1));
    updates.addAll(data.subList(depth, data.size()));
    scatter(node, data, tuples(node, data, 0, depth, indices), updates);
  }

  /** The data with the updates' elements at these places, the last of several for one. */
  private static void scatter(
      NodeScope node, List<Integer> data, int[] places, List<Integer> updates) {
    String reduction = node.attributes().text("reduction", "none");
    if (!reduction.equals("none")) {
      throw node.refuse(
          "attribute 'reduction' is '" + reduction + "'", "only replacing elements is built");
    }
    if (!node.dims(2).equals(updates)) {
      throw node.refuse(
          "updates of extents " + node.dims(2) + " where " + updates + " are replaced", null);
    }
    int[] result = IntStream.range(0, (int) Constant.count(data)).toArray();
    for (int i = 0; i < places.length; i++) {
      result[places[i]] = result.length + i;
    }
    MovedElements.pick(node, result, data, 0, 2);
  }

  private static void oneHot(NodeScope node) {
    Constant depth = node.constant(1, "the depth");
    Constant values = node.constant(2, "the values");
    if (depth.size() != 1 || values.size() != 2) {
      throw node.refuse(
          "a depth of extents " + depth.dims() + ", values of " + values.dims(), null);
    }
    long length = depth.integers()[0];
    List<Integer> dims = node.dims(0);
    int axis = node.axis(node.attributes().integer("axis", -1), dims.size() + 1);
    if (node.isBatched() && axis == 0) {
      throw node.refuse("axis 0 is the batch axis", "the accelerator sees one sample at a time");
    }
    if (length < 1 || Constant.count(dims) * length > Constant.MAX_ELEMENTS) {
      throw node.refuse("vectors of " + length + " elements", null);
    }
    node.resultFormat(0, node.format(2));
    double[] offAndOn = {values.floats()[0], values.floats()[1]};
    int nnAxis = node.isBatched() ? axis - 1 : axis;
    node.emit(new OneHot(nnAxis, (int) length, offAndOn[0], offAndOn[1]));
  }
}
