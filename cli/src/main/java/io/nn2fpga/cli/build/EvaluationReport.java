package io.nn2fpga.cli.build;

import io.nn2fpga.cli.report.JsonText;
import io.nn2fpga.precision.LossAnalysis.Classes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What measuring a model on data gave. Its JSON text is the record itself; a number of decibels
 * without noise is null.
 */
public sealed interface EvaluationReport permits QuantizeReport, AgreementReport {
  /** The JSON text. */
  default String toJson() {
    return JsonText.of(this);
  }

  /** A number of decibels as a report holds it. */
  static @Nullable Double finite(double number) {
    return Double.isFinite(number) ? number : null;
  }

  /**
   * How often the integer network names each class (column) of each label (row).
   *
   * @param named the classes of each sample
   * @param labels null: a row is the class that the other network names
   * @param classes how many there are
   */
  static List<List<Integer>> confusion(List<Classes> named, int @Nullable [] labels, int classes) {
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < named.size(); i++) {
      counts[labels == null ? named.get(i).floats() : labels[i]][named.get(i).integers()]++;
    }
    List<List<Integer>> rows = new ArrayList<>();
    for (int[] row : counts) {
      rows.add(IntStream.of(row).boxed().toList());
    }
    return rows;
  }
}
