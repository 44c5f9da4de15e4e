package io.nn2fpga.cli.project;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with what has no hardware form.
 *
 * @param divides whether the host may compute parts of the network that it would not have to
 * @param file where the cuts are written; null to have them chosen
 */
public record PartitionChoice(boolean divides, @Nullable Path file) {
  private static final String AUTO = "auto";
  private static final String OFF = "off";

  /** The best cuts, if there have to be any. */
  public static final PartitionChoice DEFAULT = new PartitionChoice(true, null);

  /** Of the project's word: {@code auto}, {@code off}, or a file. */
  public static PartitionChoice of(@Nullable String word) {
    if (word == null || word.equals(AUTO)) {
      return DEFAULT;
    }
    return word.equals(OFF)
        ? new PartitionChoice(false, null)
        : new PartitionChoice(true, Path.of(word));
  }

  /** The same word; a file's as it is from another folder. */
  static String located(String word, UnaryOperator<Path> place) {
    return word.equals(AUTO) || word.equals(OFF) ? word : place.apply(Path.of(word)).toString();
  }

  @Override
  public String toString() {
    return file != null ? file.toString() : divides ? AUTO : OFF;
  }
}
