package io.nn2fpga.einstein;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A formula of elements of tensors. Its text is what the grammar reads. */
public sealed interface Expression {
  /** Where it stands in the text. */
  Position position();

  /** A number. */
  record Constant(double value, Position position) implements Expression {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /**
   * One element of a tensor, or a number that has a name.
   *
   * @param indices names, one an axis; empty for a number
   */
  record Read(String tensor, List<String> indices, Position position) implements Expression {
    public Read {
      indices = List.copyOf(indices);
    }

    /** The same element, wherever it is read. */
    boolean isSame(Read other) {
      return tensor.equals(other.tensor) && indices.equals(other.indices);
    }

    @Override
    public String toString() {
      return indices.isEmpty()
          ? tensor
          : tensor + indices.stream().collect(Collectors.joining(",", "(", ")"));
    }
  }

  /** A function of one or two operands. */
  record Call(Function function, List<Expression> operands, Position position)
      implements Expression {
    public Call {
      operands = List.copyOf(operands);
      if (operands.size() != function.operands()) {
        throw new IllegalArgumentException(
            function.word()
                + " of "
                + operands.size()
                + " operands instead of "
                + function.operands());
      }
    }

    Expression first() {
      return operands.get(0);
    }

    Expression second() {
      return operands.get(1);
    }

    @Override
    public String toString() {
      return function.isInfix()
          ? "(" + first() + " " + function.word() + " " + second() + ")"
          : function.word()
              + operands.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** The elements it reads, each once, in the order of the text. */
  default List<Read> reads() {
    List<Read> found = new ArrayList<>();
    collect(this, found);
    return found;
  }

  private static void collect(Expression expression, List<Read> found) {
    if (expression instanceof Read read && found.stream().noneMatch(read::isSame)) {
      found.add(read);
    } else if (expression instanceof Call call) {
      call.operands().forEach(operand -> collect(operand, found));
    }
  }

  /** The indices it uses, in the order of the text. */
  default Set<String> allIndices() {
    Set<String> indices = new LinkedHashSet<>();
    reads().forEach(read -> indices.addAll(read.indices()));
    return indices;
  }

  /** The numbers that reads stand for. */
  @FunctionalInterface
  interface Values {
    double of(Read read);
  }

  /** The result in binary64. */
  default double evaluate(Values values) {
    if (this instanceof Constant number) {
      return number.value();
    } else if (this instanceof Read read) {
      return values.of(read);
    }
    Call call = (Call) this;
    double first = call.first().evaluate(values);
    return call.function()
        .apply(first, call.operands().size() > 1 ? call.second().evaluate(values) : 0);
  }

  /** The formula with other reads in place of some. */
  default Expression replaced(java.util.function.UnaryOperator<Read> replacement) {
    if (this instanceof Read read) {
      return replacement.apply(read);
    } else if (this instanceof Call call) {
      return new Call(
          call.function(),
          call.operands().stream().map(o -> o.replaced(replacement)).toList(),
          call.position());
    }
    return this;
  }

  /** A function of formulas, at the place of the first. */
  static Expression call(Function function, Expression... operands) {
    return new Call(function, List.of(operands), operands[0].position());
  }
}
