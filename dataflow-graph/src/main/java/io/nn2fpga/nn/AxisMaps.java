package io.nn2fpga.nn;

import java.util.List;

/** Results whose place along each axis is some place of the operand along the same axis. */
final class AxisMaps {
  /** In a map: not a place of the operand. */
  static final int OUTSIDE = -1;

  private AxisMaps() {}

  /**
   * The row-major place in the operand of each element of the result, row major.
   *
   * @param operand the operand's extents
   * @param maps for each axis, the operand's place of each place of the result, or {@link #OUTSIDE}
   * @return {@link #OUTSIDE} for elements that are outside along some axis
   */
  static int[] places(List<Integer> operand, List<int[]> maps) {
    int[] places = {0};
    for (int axis = 0; axis < maps.size(); axis++) {
      int extent = operand.get(axis);
      int[] map = maps.get(axis);
      int[] longer = new int[places.length * map.length];
      int next = 0;
      for (int place : places) {
        for (int along : map) {
          longer[next++] = place < 0 || along < 0 ? OUTSIDE : place * extent + along;
        }
      }
      places = longer;
    }
    return places;
  }

  /** The elements at these places; {@code fill} where a place is outside. */
  static float[] pick(float[] x, int[] places, float fill) {
    float[] result = new float[places.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = places[i] < 0 ? fill : x[places[i]];
    }
    return result;
  }

  /** 0, 1, 2 and so on. */
  static int[] identity(int extent) {
    int[] map = new int[extent];
    for (int i = 0; i < extent; i++) {
      map[i] = i;
    }
    return map;
  }
}
