package io.nn2fpga.ir.text;

import io.nn2fpga.ir.IntegerElement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the text form spells names, strings and integer types. */
final class Names {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern INTEGER = Pattern.compile("([su])([1-9][0-9]?)");

  private Names() {}

  /** Whether this character can stand in a word, which needs no quotes. */
  static boolean isWordPart(char c) {
    return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-');
  }

  /** A name, in quotes where it holds anything but letters, digits and {@code _.-}. */
  static String name(String name) {
    return WORD.matcher(name).matches() ? name : quote(name);
  }

  /** A string in quotes. */
  static String quote(String string) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }

  /**
   * {@code s8}, {@code u4}.
   *
   * @throws IllegalArgumentException if {@code text} is not an integer type
   */
  static IntegerElement integerElement(String text) {
    Matcher matcher = INTEGER.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not an integer type, as s8 or u4");
    }
    return new IntegerElement(Integer.parseInt(matcher.group(2)), matcher.group(1).equals("s"));
  }
}
