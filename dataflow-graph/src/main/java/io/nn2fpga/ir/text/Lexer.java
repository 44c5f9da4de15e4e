package io.nn2fpga.ir.text;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import org.jspecify.annotations.Nullable;

/** Cuts the text form into tokens, one at a time. */
final class Lexer {
  private static final String MARKS = "{}[]()<>:,=%@";

  private final String text;
  private final String file;
  private int position;
  private int line = 1;
  private int lineStart;

  /** What a token is. */
  enum Kind {
    /** Letters, digits and {@code _.-}: a keyword, a number, a plain name. */
    WORD,
    /** Anything in quotes, without them. */
    STRING,
    /** A single punctuation mark. */
    MARK,
    /** The end of the text. */
    END
  }

  /** A token and where it starts, both counted from 1. */
  record Token(Kind kind, String text, int line, int column) {
    @Override
    public String toString() {
      return kind == Kind.END ? "the end" : "'" + text + "'";
    }
  }

  Lexer(String text, String file) {
    this.text = text;
    this.file = file;
  }

  /** The next token; {@link Kind#END} again and again at the end. */
  Token next() {
    skipBlanks();
    int column = position - lineStart + 1;
    if (position == text.length()) {
      return new Token(Kind.END, "", line, column);
    }
    char c = text.charAt(position);
    int start = position;
    if (Names.isWordPart(c)) {
      while (position < text.length() && Names.isWordPart(text.charAt(position))) {
        position++;
      }
      return new Token(Kind.WORD, text.substring(start, position), line, column);
    }
    position++;
    if (c == '"') {
      return new Token(Kind.STRING, string(column), line, column);
    }
    Token token = new Token(Kind.MARK, String.valueOf(c), line, column);
    if (MARKS.indexOf(c) < 0) {
      throw error(token, "unexpected " + token, null);
    }
    return token;
  }

  private void skipBlanks() {
    while (position < text.length()) {
      if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (text.charAt(position) == '\n') {
        position++;
        line++;
        lineStart = position;
      } else if (Character.isWhitespace(text.charAt(position))) {
        position++;
      } else {
        return;
      }
    }
  }

  private String string(int column) {
    StringBuilder string = new StringBuilder();
    while (position < text.length() && text.charAt(position) != '\n') {
      char c = text.charAt(position++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped(column) : c);
    }
    throw error(new Token(Kind.STRING, "", line, column), "a string without closing quote", null);
  }

  private char escaped(int column) {
    if (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"' || c == '\\') {
        return c;
      }
      if (c == 'u' && text.substring(position).matches("(?s)[0-9a-fA-F]{4}.*")) {
        position += 4;
        return (char) Integer.parseInt(text.substring(position - 4, position), 16);
      }
    }
    throw error(
        new Token(Kind.STRING, "", line, column),
        "a string with an unknown escape",
        "known are \\\", \\\\ and \\u with four hexadecimal digits");
  }

  /** A mistake at a token, to be thrown. */
  DiagnosticException error(Token token, String message, @Nullable String hint) {
    String place = file + ", line " + token.line() + ", column " + token.column();
    return new DiagnosticException(Diagnostic.of(Code.MALFORMED_FILE, message, place, hint));
  }
}
