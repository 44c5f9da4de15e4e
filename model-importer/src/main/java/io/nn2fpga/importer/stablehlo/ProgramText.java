package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.stablehlo.HloOperation.Function;
import io.nn2fpga.importer.stablehlo.grammar.StableHloLexer;
import io.nn2fpga.importer.stablehlo.grammar.StableHloParser;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;

/** Parses the text of a program into its functions. */
final class ProgramText {
  /** A lexer's token costs about 100 bytes; programs print large constants as one. */
  private static final int MAX_TOKENS = 4_000_000;

  /** The parser descends a level a bracket; tensors of more axes and deeper regions are not met. */
  private static final int MAX_DEPTH = 100;

  private static final int LONGEST_SHOWN = 40;
  private static final String HINT =
      "write the file with jax.jit(f).lower(x).as_text(); docs/operators.md lists what is read";

  private ProgramText() {}

  /**
   * The functions of a program in the order of the file.
   *
   * @param file its name, for diagnostics
   * @throws DiagnosticException with the first syntax error, or everything that is wrong in types
   */
  static List<Function> functions(String file, String text) {
    Lexer lexer = new Lexer(file, CharStreams.fromString(text, file));
    lexer.removeErrorListeners();
    StableHloParser parser = new StableHloParser(new CommonTokenStream(lexer));
    parser.removeErrorListeners();
    parser.addErrorListener(new FirstError(file));
    return new TreeReader(file).functions(parser.file());
  }

  private static DiagnosticException malformed(String file, int line, int column, String message) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, file + ":" + line + ":" + (column + 1), HINT));
  }

  /** Bounds the number of tokens and the depth of brackets. */
  private static final class Lexer extends StableHloLexer {
    private final String file;
    private int tokens;
    private int depth;

    Lexer(String file, CharStream input) {
      super(input);
      this.file = file;
    }

    @Override
    public Token nextToken() {
      Token token = super.nextToken();
      switch (token.getType()) {
        case LPAREN, LBRACKET, LBRACE, NESTED, PARAMETER_NESTED -> depth++;
        case RPAREN, RBRACKET, RBRACE, PARAMETER_END -> depth--;
        default -> {}
      }
      if (++tokens > MAX_TOKENS || depth > MAX_DEPTH) {
        String what =
            depth > MAX_DEPTH
                ? "brackets nested more than " + MAX_DEPTH + " deep"
                : "more than " + MAX_TOKENS + " words and numbers";
        throw malformed(file, token.getLine(), token.getCharPositionInLine(), what);
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
      String found = token.getType() == Token.EOF ? "the end of the file" : shown(token);
      throw malformed(
          file, line, column, "this is not the text of a StableHLO program: unexpected " + found);
    }

    private static String shown(Token token) {
      String text = token.getText();
      String start =
          text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
      return "'" + start + "'";
    }
  }
}
