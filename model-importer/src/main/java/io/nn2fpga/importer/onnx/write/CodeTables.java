package io.nn2fpga.importer.onnx.write;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.quant.CodeGrid;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;

/**
 * Functions from whole numbers to codes as standard operators that look their values up: whatever
 * the rounding, every value is the function's.
 */
final class CodeTables {
  /** Pairs of codes that a table may have an entry for: those of 8 bits each. */
  private static final long MAX_PAIRS = 1L << 16;

  private final OnnxScope scope;

  CodeTables(OnnxScope scope) {
    this.scope = scope;
  }

  /** Whether all pairs of codes of two grids fit a table. */
  static boolean hasPairs(CodeGrid a, CodeGrid b) {
    return count(a) * count(b) <= MAX_PAIRS;
  }

  private static long count(CodeGrid grid) {
    return (long) grid.max() - grid.min() + 1;
  }

  /** Codes as places in a table whose first entry is that of the least code. */
  private String places(String codes, CodeGrid grid) {
    return scope.cast(from(codes, grid), DataType.INT64);
  }

  private String from(String codes, CodeGrid grid) {
    return grid.min() == 0 ? codes : scope.add("Sub", List.of(codes, scope.number(grid.min())));
  }

  /** Codes of what codes of a grid become. */
  String codes(String codes, CodeGrid grid, LongToIntFunction function) {
    long[] table = new long[Math.toIntExact(count(grid))];
    for (int i = 0; i < table.length; i++) {
      table[i] = function.applyAsInt(grid.min() + i);
    }
    String entries = scope.wholes(List.of(table.length), table, DataType.FLOAT);
    return scope.add("Gather", List.of(entries, places(codes, grid)));
  }

  /** Real numbers, one for each code of a grid. */
  String numbers(String codes, CodeGrid grid, float[] numbers) {
    String entries = scope.numbers(List.of(numbers.length), numbers);
    return scope.add("Gather", List.of(entries, places(codes, grid)));
  }

  /** Codes of what two codes become, which are repeated to their common shape. */
  String pairs(String a, CodeGrid gridA, String b, CodeGrid gridB, IntBinaryOperator function) {
    int columns = Math.toIntExact(count(gridB));
    long[] table = new long[Math.toIntExact(count(gridA) * columns)];
    for (int i = 0; i < table.length; i++) {
      table[i] = function.applyAsInt(gridA.min() + i / columns, gridB.min() + i % columns);
    }
    String entries = scope.wholes(List.of(table.length), table, DataType.FLOAT);
    String row = scope.add("Mul", List.of(from(a, gridA), scope.number(columns)));
    String place = scope.add("Add", List.of(row, from(b, gridB)));
    return scope.add("Gather", List.of(entries, scope.cast(place, DataType.INT64)));
  }

  /**
   * Codes of what sums become by functions that never fall: how many of the steps between codes a
   * sum has reached is found by halving, a comparison for each bit of the code.
   *
   * @param sums whole numbers in binary64
   * @param grid of the functions' results
   * @param functions with the sums that can occur
   * @param shape by which {@code which} is repeated to the sums' shape
   * @param which function is whose
   */
  String steps(
      String sums, CodeGrid grid, List<SumFunction> functions, List<Integer> shape, int[] which) {
    int steps = grid.max() - grid.min();
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(steps);
    int row = 1 << bits;
    long[] all = new long[functions.size() * row];
    for (int f = 0; f < functions.size(); f++) {
      functions.get(f).steps(grid, all, f * row, row);
    }
    String table = scope.wholes(List.of(all.length), all, DataType.DOUBLE);
    String zero = scope.cast(scope.add("Sub", List.of(sums, sums)), DataType.INT64);
    String reached = zero;
    for (int half = row / 2; half > 0; half /= 2) {
      long[] offsets = new long[which.length];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = (long) which[i] * row + half - 1;
      }
      String place =
          scope.add("Add", List.of(reached, scope.wholes(shape, offsets, DataType.INT64)));
      String step = scope.add("Gather", List.of(table, place));
      String is = scope.cast(scope.add("GreaterOrEqual", List.of(sums, step)), DataType.INT64);
      String more = scope.add("Mul", List.of(is, scope.integer(half)));
      reached = scope.add("Add", List.of(reached, more));
    }
    return scope.add("Add", List.of(scope.real(reached), scope.number(grid.min())));
  }

  /**
   * A function of sums.
   *
   * @param code never falls
   * @param least the least sum
   * @param most the largest sum
   */
  record SumFunction(LongToIntFunction code, long least, long most) {

    /**
     * The least sum at which each code above the grid's least one is reached; above all sums for
     * those that never are.
     *
     * @param length of the part of {@code all} that is filled, at least as many as there are codes
     */
    void steps(CodeGrid grid, long[] all, int first, int length) {
      long from = least;
      for (int i = 0; i < length; i++) {
        int wanted = grid.min() + 1 + i;
        long to = most + 1;
        if (wanted > grid.max()) {
          from = to;
        }
        while (from < to) {
          long middle = Math.floorDiv(from + to, 2);
          if (code.applyAsInt(middle) >= wanted) {
            to = middle;
          } else {
            from = middle + 1;
          }
        }
        all[first + i] = from;
      }
    }
  }
}
