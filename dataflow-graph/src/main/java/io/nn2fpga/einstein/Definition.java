package io.nn2fpga.einstein;

import java.util.List;

/**
 * An operator.
 *
 * @param name by which a model's node calls it
 * @param parameters in the order of the node's operands
 * @param result the tensor that the operator gives
 * @param statements in order; the last of {@code result} gives it
 * @param file where the definition was read
 * @param position of its name
 */
public record Definition(
    String name,
    List<Parameter> parameters,
    String result,
    List<Statement> statements,
    String file,
    Position position) {

  /** Copies the lists. */
  public Definition {
    parameters = List.copyOf(parameters);
    statements = List.copyOf(statements);
  }

  /**
   * An operand.
   *
   * @param name of the tensor
   * @param sizes names of its extents, one an axis; empty for a number
   */
  public record Parameter(String name, List<String> sizes, Position position) {
    /** Copies the list. */
    public Parameter {
      sizes = List.copyOf(sizes);
    }
  }

  /** How a statement combines the terms that meet at one element of its target. */
  public enum Reduction {
    NONE("="),
    SUM("+=!"),
    MAX("max=!"),
    MIN("min=!");

    private final String sign;

    Reduction(String sign) {
      this.sign = sign;
    }

    /** How it is written. */
    public String sign() {
      return sign;
    }
  }

  /**
   * An assignment.
   *
   * @param target the tensor that it makes
   * @param indices of the target, one an axis
   * @param reduction over the indices that only the formula has
   */
  public record Statement(
      String target,
      List<String> indices,
      Reduction reduction,
      Expression formula,
      Position position) {
    /** Copies the list. */
    public Statement {
      indices = List.copyOf(indices);
    }
  }

  /** A place in the file, for diagnostics. */
  public String place(Position at) {
    return file + ":" + at;
  }
}
