package io.nn2fpga.importer.stablehlo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A constant, as a view of its elements, so that broadcasting a bias over an image or transposing a
 * weight copies nothing.
 *
 * @param type shape and element type
 * @param data elements as binary64, rounded to the element type
 * @param steps how far a step along each axis goes in {@code data}; 0 where the constant repeats
 */
@SuppressWarnings("ArrayRecordComponent") // a view, never compared
record HloTensor(HloType type, double[] data, List<Integer> steps) {
  /** The most elements that folding computes: more is no parameter of a network. */
  static final int MAX_FOLDED = 1 << 24;

  HloTensor {
    steps = List.copyOf(steps);
  }

  /** A tensor of elements in row-major order. */
  static HloTensor of(HloType type, double[] data) {
    return new HloTensor(type, data, rowMajor(type.shape()));
  }

  /** One number for all elements. */
  static HloTensor splat(HloType type, double value) {
    return new HloTensor(type, new double[] {value}, Collections.nCopies(type.rank(), 0));
  }

  /** The steps of a row-major tensor. */
  static List<Integer> rowMajor(List<Integer> shape) {
    Integer[] steps = new Integer[shape.size()];
    int step = 1;
    for (int axis = steps.length - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= shape.get(axis);
    }
    return List.of(steps);
  }

  /** Whether all elements are one number by construction. */
  boolean isSplat() {
    return varying().isEmpty();
  }

  /** Whether all elements are this number. */
  boolean isAll(double number) {
    HloTensor small = shrunk();
    return small.isSplat() && type.size() > 0 && small.data[0] == number;
  }

  /** The axes along which elements may differ. */
  List<Integer> varying() {
    return IntStream.range(0, steps.size())
        .filter(axis -> steps.get(axis) != 0 && type.shape().get(axis) > 1)
        .boxed()
        .toList();
  }

  /** The elements in row-major order. */
  double[] dense(int limit) {
    int size = type.size();
    if (size > limit) {
      throw new IllegalArgumentException("a constant of " + size + " elements");
    }
    double[] result = new double[size];
    if (size > 0) {
      fill(result, type.shape(), 0, 0, 0);
    }
    return result;
  }

  private int fill(double[] result, List<Integer> shape, int axis, int place, int from) {
    int next = place;
    if (axis == shape.size()) {
      result[next++] = data[from];
      return next;
    }
    for (int i = 0; i < shape.get(axis); i++) {
      next = fill(result, shape, axis + 1, next, from + i * steps.get(axis));
    }
    return next;
  }

  /** The elements where every axis along which the constant repeats has the extent 1. */
  HloTensor compact() {
    List<Integer> varying = varying();
    List<Integer> shape = new ArrayList<>(type.shape());
    for (int axis = 0; axis < shape.size(); axis++) {
      if (!varying.contains(axis)) {
        shape.set(axis, Math.min(1, shape.get(axis)));
      }
    }
    return new HloTensor(type.withShape(shape), data, steps);
  }

  /** The same tensor with step 0 along each axis whose slices are equal. */
  HloTensor shrunk() {
    List<Integer> found = new ArrayList<>(steps);
    for (int axis : varying()) {
      HloTensor rest = new HloTensor(type, data, found);
      if (rest.repeatsAlong(axis)) {
        found.set(axis, 0);
      }
    }
    return new HloTensor(type, data, found);
  }

  private boolean repeatsAlong(int axis) {
    HloTensor small = compact();
    List<Integer> first = new ArrayList<>(small.type.shape());
    first.set(axis, 1);
    HloTensor slice = new HloTensor(type.withShape(first), data, steps);
    double[] expected = slice.dense(MAX_FOLDED);
    for (int i = 1; i < small.type.shape().get(axis); i++) {
      double[] other = new double[expected.length];
      slice.fill(other, first, 0, 0, i * steps.get(axis));
      if (!java.util.Arrays.equals(expected, other)) {
        return false;
      }
    }
    return true;
  }

  /** The axes in another order: axis i of the result is axis {@code order[i]}. */
  HloTensor transposed(List<Integer> order) {
    return new HloTensor(
        type.withShape(order.stream().map(type.shape()::get).toList()),
        data,
        order.stream().map(steps::get).toList());
  }

  /** The same elements in row-major order with other extents. */
  HloTensor reshaped(List<Integer> shape) {
    HloType result = type.withShape(shape);
    return isSplat() && data.length > 0 ? splat(result, data[0]) : of(result, dense(MAX_FOLDED));
  }

  /** The numbers as binary32, row major. */
  float[] floats() {
    double[] numbers = dense(MAX_FOLDED);
    float[] result = new float[numbers.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) numbers[i];
    }
    return result;
  }
}
