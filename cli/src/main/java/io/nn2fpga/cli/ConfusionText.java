package io.nn2fpga.cli;

import java.util.ArrayList;
import java.util.List;

/** A confusion matrix, as the terminal shows it. */
final class ConfusionText {
  /** A matrix of more classes fits no terminal. */
  private static final int MOST_CLASSES = 20;

  private ConfusionText() {}

  /**
   * Lines of text.
   *
   * @param rows what a row is, for example {@code label}; columns are the integer network's classes
   * @param counts one row a class
   */
  static List<String> lines(String rows, List<List<Integer>> counts) {
    int classes = counts.size();
    if (classes > MOST_CLASSES) {
      return List.of("confusion  " + classes + " classes: see the JSON file that --json writes");
    }
    List<String> head = new ArrayList<>();
    head.add(rows + " \\ integer");
    for (int c = 0; c < classes; c++) {
      head.add(String.valueOf(c));
    }
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (int row = 0; row < classes; row++) {
      List<String> cells = new ArrayList<>();
      cells.add(String.valueOf(row));
      counts.get(row).forEach(count -> cells.add(count == 0 ? "." : count.toString()));
      table.row(cells.toArray(String[]::new));
    }
    return table.lines();
  }
}
