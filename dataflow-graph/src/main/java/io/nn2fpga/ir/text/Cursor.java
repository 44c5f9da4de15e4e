package io.nn2fpga.ir.text;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.text.Lexer.Kind;
import io.nn2fpga.ir.text.Lexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The place that a parser has reached in a text. */
final class Cursor {
  private final Lexer lexer;
  private Token token;

  Cursor(String text, String file) {
    lexer = new Lexer(text, file);
    token = lexer.next();
  }

  /** The token that comes next. */
  Token token() {
    return token;
  }

  /** Takes a name: a word or a string. */
  String name() {
    Token name = token;
    if (name.kind() != Kind.WORD && name.kind() != Kind.STRING) {
      throw lexer.error(name, "expected a name or a string, found " + name, null);
    }
    token = lexer.next();
    return name.text();
  }

  /** Takes elements between two marks, with commas between them. */
  <T> List<T> list(String open, String close, Supplier<T> element) {
    List<T> elements = new ArrayList<>();
    expect(open);
    if (!accept(close)) {
      do {
        elements.add(element.get());
      } while (accept(","));
      expect(close);
    }
    return elements;
  }

  /** Whether this mark or word comes next. */
  boolean is(String text) {
    return (token.kind() == Kind.MARK || token.kind() == Kind.WORD) && token.text().equals(text);
  }

  /** Takes this mark or word if it comes next. */
  boolean accept(String text) {
    boolean found = is(text);
    if (found) {
      token = lexer.next();
    }
    return found;
  }

  /** Takes this mark or word, which has to come next. */
  void expect(String text) {
    if (!accept(text)) {
      throw lexer.error(token, "expected '" + text + "', found " + token, null);
    }
  }

  /** Takes a token of a kind. */
  Token take(Kind kind, String what) {
    Token taken = token;
    if (taken.kind() != kind) {
      throw lexer.error(taken, "expected " + what + ", found " + taken, null);
    }
    token = lexer.next();
    return taken;
  }

  /** What a record or the graph refuses is a mistake in the text. */
  <T> T attempt(Token at, Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException e) {
      throw lexer.error(at, String.valueOf(e.getMessage()), null);
    }
  }

  /** The number that a token spells. */
  <T> T number(Token at, Function<String, T> parse) {
    try {
      return parse.apply(at.text());
    } catch (NumberFormatException e) {
      throw lexer.error(at, at + " is not a number of this type", null);
    }
  }

  /** A mistake at a token, to be thrown. */
  DiagnosticException error(Token at, String message, @Nullable String hint) {
    return lexer.error(at, message, hint);
  }
}
