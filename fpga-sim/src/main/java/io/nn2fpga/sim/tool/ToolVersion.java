package io.nn2fpga.sim.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version number as tools print it: numbers with dots between them.
 *
 * @param text as printed, for example {@code 5.006}
 */
public record ToolVersion(String text) implements Comparable<ToolVersion> {
  private static final Pattern NUMBERS = Pattern.compile("\\d+(\\.\\d+)*");

  /** Rejects what is not a version number. */
  public ToolVersion {
    if (!NUMBERS.matcher(text).matches()) {
      throw new IllegalArgumentException("not a version: '" + text + "'");
    }
  }

  /** The first number with a dot in what a tool printed, or null when there is none. */
  static @Nullable ToolVersion find(Pattern pattern, String printed) {
    Matcher matcher = pattern.matcher(printed);
    return matcher.find() ? new ToolVersion(matcher.group(1)) : null;
  }

  /** Compares number by number; a missing one counts as 0. */
  @Override
  public int compareTo(ToolVersion other) {
    List<Long> mine = numbers();
    List<Long> theirs = other.numbers();
    for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
      int order =
          Long.compare(i < mine.size() ? mine.get(i) : 0, i < theirs.size() ? theirs.get(i) : 0);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private List<Long> numbers() {
    List<Long> numbers = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      numbers.add(Long.valueOf(part));
    }
    return numbers;
  }

  @Override
  public String toString() {
    return text;
  }
}
