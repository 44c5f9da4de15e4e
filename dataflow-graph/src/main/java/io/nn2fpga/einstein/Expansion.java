package io.nn2fpga.einstein;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.einstein.Definition.Reduction;
import io.nn2fpga.einstein.Definition.Statement;
import io.nn2fpga.einstein.Expression.Read;
import io.nn2fpga.einstein.Terms.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** A definition with the operands of a node, as nn operations. */
public final class Expansion {
  private Expansion() {}

  /**
   * The operations that compute a node.
   *
   * @param place of the node, for diagnostics
   * @param batched whether axis 0 of computed operands is a batch of 1, which nn values lack
   * @param operands the node's operands; at least one is computed
   * @return the value of the definition's result
   * @throws DiagnosticException if the operands do not fit the definition, or the definition says
   *     something that has no nn form; with the places of both
   */
  public static Step of(
      Definition definition, List<String> place, boolean batched, List<Operand> operands) {
    Binding binding = Binding.of(definition, place, batched, operands);
    Map<String, Term> made = new HashMap<>();
    for (Statement statement : definition.statements()) {
      try {
        made.put(statement.target(), statement(binding, statement, made));
      } catch (IllegalArgumentException e) {
        throw binding.refuse(String.valueOf(e.getMessage()), statement.position(), null);
      }
    }
    Term result = made.get(definition.result());
    if (result == null) {
      throw new IllegalStateException(definition.name() + " has no result");
    }
    return result.step();
  }

  private static Term statement(Binding binding, Statement statement, Map<String, Term> made) {
    Terms terms = new Terms(binding, made);
    statement.formula().reads().forEach(terms::bind);
    List<String> target = new ArrayList<>(statement.indices());
    for (String index : target) {
      if (!terms.isBound(index)) {
        throw binding.refuse(
            "index '" + index + "' is not on the right", statement.position(), null);
      }
    }
    String batch = terms.batch();
    if (batch != null) {
      if (target.isEmpty() || !target.get(0).equals(batch)) {
        throw binding.refuse(
            "the batch '" + batch + "' is not the first index of the target",
            statement.position(),
            "the accelerator sees one sample at a time");
      }
      target.remove(0);
    }
    if (statement.formula().reads().stream().noneMatch(terms::isComputed)) {
      throw binding.refuse(
          "the statement reads nothing that is computed",
          statement.position(),
          "compute it in the statement that reads it");
    }
    if (statement.reduction() != Reduction.NONE) {
      return new ReductionExpansion(terms, statement, target).expand();
    }
    List<String> left = new ArrayList<>(statement.formula().allIndices());
    left.removeAll(statement.indices());
    if (!left.isEmpty()) {
      throw binding.refuse(
          "the indices " + left + " are only on the right",
          statement.position(),
          "say how the terms are combined: +=!, max=! or min=!");
    }
    List<String> working = working(terms, statement, target);
    Step step = new ElementwiseExpansion(terms, working).expand(statement.formula());
    return new Term(terms.ordered(new Term(step, working), target), target);
  }

  /** The order of axes to compute in: that of the first value with all of them. */
  private static List<String> working(Terms terms, Statement statement, List<String> target) {
    for (Read read : statement.formula().reads()) {
      if (terms.isComputed(read)) {
        List<String> indices = terms.term(read).indices();
        if (new HashSet<>(indices).equals(new HashSet<>(target))) {
          return indices;
        }
      }
    }
    return target;
  }
}
