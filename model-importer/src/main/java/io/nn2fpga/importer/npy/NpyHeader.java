package io.nn2fpga.importer.npy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file's header: a Python dictionary with the keys {@code descr}, {@code fortran_order} and
 * {@code shape}.
 *
 * @param descr byte order and element type, for example {@code <f4}; null if the elements are
 *     structures
 * @param fortranOrder whether the first axis runs fastest
 * @param shape the extents
 */
record NpyHeader(@Nullable String descr, boolean fortranOrder, List<Long> shape) {

  /**
   * Parses a header.
   *
   * @throws IllegalArgumentException if it is not such a dictionary
   */
  static NpyHeader parse(String text) {
    return new Parser(text).parse();
  }

  private static final class Parser {
    private final String text;
    private int position;
    private @Nullable String descr;
    private @Nullable Boolean fortranOrder;
    private @Nullable List<Long> shape;
    private boolean structured;

    private Parser(String text) {
      this.text = text;
    }

    private NpyHeader parse() {
      expect('{');
      while (!accept('}')) {
        String key = string();
        expect(':');
        value(key);
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      if ((descr == null && !structured) || fortranOrder == null || shape == null) {
        throw new IllegalArgumentException("a key is missing");
      }
      return new NpyHeader(descr, fortranOrder, shape);
    }

    private void value(String key) {
      switch (key) {
        case "descr" -> {
          if (peek() == '[') {
            structured = true;
            skipList();
          } else {
            descr = string();
          }
        }
        case "fortran_order" -> fortranOrder = bool();
        case "shape" -> shape = tuple();
        default -> throw new IllegalArgumentException("unknown key " + key);
      }
    }

    private char peek() {
      while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
        position++;
      }
      return position < text.length() ? text.charAt(position) : 0;
    }

    private boolean accept(char wanted) {
      if (peek() != wanted) {
        return false;
      }
      position++;
      return true;
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        throw new IllegalArgumentException("no " + wanted + " at " + position);
      }
    }

    private String string() {
      char quote = peek();
      int end = text.indexOf(quote, position + 1);
      if ((quote != '\'' && quote != '"') || end < 0) {
        throw new IllegalArgumentException("no string at " + position);
      }
      String result = text.substring(position + 1, end);
      position = end + 1;
      return result;
    }

    private boolean bool() {
      peek();
      boolean value = text.startsWith("True", position);
      if (!value && !text.startsWith("False", position)) {
        throw new IllegalArgumentException("no boolean at " + position);
      }
      position += value ? 4 : 5;
      return value;
    }

    private List<Long> tuple() {
      List<Long> values = new ArrayList<>();
      expect('(');
      while (!accept(')')) {
        peek();
        int start = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
          position++;
        }
        // At most 18 digits: always a long. Python 2 wrote an L behind large numbers.
        if (position == start || position - start > 18) {
          throw new IllegalArgumentException("no extent at " + start);
        }
        values.add(Long.parseLong(text.substring(start, position)));
        accept('L');
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return values;
    }

    private void skipList() {
      int depth = 0;
      do {
        char c = peek();
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        position++;
      } while (depth > 0 && position < text.length());
    }
  }
}
