package io.nn2fpga.diag;

import java.util.Collection;
import java.util.Comparator;

/** Finds the known name that a mistyped one was probably meant to be. */
public final class NearestName {
  private NearestName() {}

  /**
   * The name with the smallest edit distance (insertions, deletions, substitutions: Levenshtein),
   * ignoring case; the first in alphabetical order among equals.
   *
   * @throws IllegalArgumentException if {@code known} is empty
   */
  public static String of(String typed, Collection<String> known) {
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(name -> distance(typed, name)))
        .orElseThrow(() -> new IllegalArgumentException("no names to choose from"));
  }

  private static int distance(String first, String second) {
    String a = first.toLowerCase(java.util.Locale.ROOT);
    String b = second.toLowerCase(java.util.Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
