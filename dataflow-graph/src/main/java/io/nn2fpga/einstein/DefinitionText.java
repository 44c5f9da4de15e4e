package io.nn2fpga.einstein;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.einstein.grammar.EinsteinLexer;
import io.nn2fpga.einstein.grammar.EinsteinParser;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** Makes parsers that end at the first syntax error and cannot be made to descend without end. */
final class DefinitionText {
  /** No operator that this page's language can say is nearly as long. */
  private static final int MAX_TOKENS = 20_000;

  /** The parser, and whoever walks its tree, descends a level a parenthesis or operator. */
  private static final int MAX_DEPTH = 200;

  private DefinitionText() {}

  static EinsteinParser parser(String file, String text) {
    EinsteinLexer lexer = new Lexer(file, text);
    lexer.removeErrorListeners();
    EinsteinParser parser = new EinsteinParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(new FirstError(file));
    return parser;
  }

  static DiagnosticException malformed(String file, Position at, String message) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.MALFORMED_FILE,
            message,
            file + ":" + at,
            "docs/custom-operators.md describes the notation"));
  }

  static Position position(Token token) {
    return new Position(token.getLine(), token.getCharPositionInLine() + 1);
  }

  private static final class Lexer extends EinsteinLexer {
    private final String file;
    private int tokens;
    private int depth;

    Lexer(String file, String text) {
      super(CharStreams.fromString(text, file));
      this.file = file;
    }

    @Override
    public Token nextToken() {
      Token token = super.nextToken();
      String text = token.getText();
      if (text.equals(";") || text.equals("}") || token.getType() == ASSIGNMENT) {
        depth = 0;
      } else if (token.getType() != NAME && token.getType() != NUMBER && !text.equals(")")) {
        depth++;
      }
      if (++tokens > MAX_TOKENS || depth > MAX_DEPTH) {
        throw malformed(
            file,
            position(token),
            depth > MAX_DEPTH
                ? "a statement of more than " + MAX_DEPTH + " operators and parentheses"
                : "definitions of more than " + MAX_TOKENS + " words and signs");
      }
      return token;
    }
  }

  private static final class FirstError extends BaseErrorListener {
    private final String file;

    FirstError(String file) {
      this.file = file;
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object symbol,
        int line,
        int column,
        String message,
        RecognitionException e) {
      Token token = (Token) symbol;
      String found =
          token.getType() == Token.EOF ? "the end of the file" : "'" + token.getText() + "'";
      throw malformed(file, position(token), "unexpected " + found);
    }
  }
}
