package io.nn2fpga.diag;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mistake in what the user gave, with what is needed to mend it.
 *
 * @param code the stable word that names the kind of mistake
 * @param message what is wrong, one line, no final period
 * @param at where: a file and line, or a model's file and node; empty when there is no place
 * @param hint what to do about it, or null when nothing better than the message can be said
 */
public record Diagnostic(Code code, String message, List<String> at, @Nullable String hint) {

  /** Copies {@code at}. */
  public Diagnostic {
    at = List.copyOf(at);
  }

  /** A diagnostic with one place. */
  public static Diagnostic of(Code code, String message, String at, @Nullable String hint) {
    return new Diagnostic(code, message, List.of(at), hint);
  }

  /** A diagnostic that concerns no particular file or node. */
  public static Diagnostic of(Code code, String message, @Nullable String hint) {
    return new Diagnostic(code, message, List.of(), hint);
  }

  /** The text a user sees: {@code error[code]: message}, the places, the hint. */
  public String render() {
    StringBuilder text =
        new StringBuilder("error[").append(code.word()).append("]: ").append(message);
    for (String place : at) {
      text.append("\n  at ").append(place);
    }
    if (hint != null) {
      text.append("\n  hint: ").append(hint);
    }
    return text.toString();
  }
}
