package io.nn2fpga.ops.mvu;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.TensorType;

/**
 * The shape of a unit's weights: one matrix for all vectors, or one for each of several groups that
 * take turns.
 *
 * @param groups G
 * @param rows outputs of a group
 * @param columns K, inputs of each output
 */
record WeightMatrices(int groups, int rows, int columns) {

  /**
   * Of a weight constant: {@code [OC, K]}, or {@code [G, OC/G, K]}.
   *
   * @throws IllegalArgumentException if it has another number of axes
   */
  static WeightMatrices of(TensorType weights) {
    return switch (weights.shape().size()) {
      case 2 -> new WeightMatrices(1, weights.extent(0), weights.extent(1));
      case 3 -> new WeightMatrices(weights.extent(0), weights.extent(1), weights.extent(2));
      default -> throw new IllegalArgumentException("weights " + weights + ": need 2 or 3 axes");
    };
  }

  /** Beats of a vector by SIMD lanes. */
  int inputFolds(int simd) {
    return MvuFoldings.folds(columns, simd);
  }

  /** Times a vector is used by PE rows. */
  int outputFolds(int pe) {
    return MvuFoldings.folds(rows, pe);
  }

  /**
   * The weights' memory, 0 where a fold is ragged: [(g, output fold, input fold)][(row, column)].
   */
  long[][] words(IntTensor weights, int pe, int simd) {
    int folds = inputFolds(simd);
    long[][] words = new long[groups * outputFolds(pe) * folds][pe * simd];
    for (int i = 0; i < weights.data().length; i++) {
      int row = i / columns % rows;
      int k = i % columns;
      int fold = i / (columns * rows) * outputFolds(pe) + row / pe;
      words[fold * folds + k / simd][row % pe * simd + k % simd] = weights.data()[i];
    }
    return words;
  }
}
