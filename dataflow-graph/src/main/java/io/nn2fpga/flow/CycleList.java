package io.nn2fpga.flow;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/** A growing list of cycles without boxes: a trace holds millions of them. */
final class CycleList extends AbstractList<Integer> implements RandomAccess {
  private int[] cycles = new int[64];
  private int size;

  /** Appends a cycle. */
  void add(int cycle) {
    if (size == cycles.length) {
      cycles = Arrays.copyOf(cycles, 2 * size);
    }
    cycles[size++] = cycle;
  }

  @Override
  public Integer get(int index) {
    return cycles[Objects.checkIndex(index, size)];
  }

  @Override
  public int size() {
    return size;
  }
}
