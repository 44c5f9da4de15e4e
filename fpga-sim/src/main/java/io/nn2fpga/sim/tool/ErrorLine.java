package io.nn2fpga.sim.tool;

import java.util.List;
import java.util.regex.Pattern;

/** Finds the line in which a tool says what went wrong. */
final class ErrorLine {
  /** In order of preference; within one, the first line that matches. */
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("No space left on device"),
          // Verilator's "Exiting due to 3 warning(s)" says less than the first warning does.
          Pattern.compile("%Error(-\\w+)?: (?!Exiting due to)"),
          Pattern.compile("(?i)(?<!%)\\b(fatal )?error(:| \\[|\\[)(?! ld returned)"),
          Pattern.compile("undefined reference to|cannot find -l"),
          Pattern.compile("%Warning-\\w+:"),
          Pattern.compile("(?i)\\bfatal\\b|No rule to make target"),
          Pattern.compile("^\\w+(\\.\\w+)*(Error|Exception)\\b"));

  private static final int MAX_LENGTH = 300;

  private ErrorLine() {}

  /** The line that says most about a failure: standard error first; "" when both are blank. */
  static String find(String stderr, String stdout) {
    for (Pattern pattern : PATTERNS) {
      for (String text : List.of(stderr, stdout)) {
        for (String line : text.lines().toList()) {
          if (pattern.matcher(line).find()) {
            return shorten(line);
          }
        }
      }
    }
    String last = lastLine(stderr);
    return shorten(last.isEmpty() ? lastLine(stdout) : last);
  }

  private static String lastLine(String text) {
    return text.lines().filter(l -> !l.isBlank()).reduce("", (first, second) -> second);
  }

  private static String shorten(String line) {
    String trimmed = line.strip();
    return trimmed.length() <= MAX_LENGTH ? trimmed : trimmed.substring(0, MAX_LENGTH) + "…";
  }
}
