package io.nn2fpga.einstein;

import io.nn2fpga.einstein.Expression.Call;
import io.nn2fpga.einstein.Expression.Constant;
import io.nn2fpga.einstein.Expression.Read;
import io.nn2fpga.einstein.Terms.Term;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.Pointwise;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Formulas element by element: sums, functions of one computed value, and what they consist of. */
final class ElementwiseExpansion {
  private final Terms terms;
  private final List<String> indices;
  private final Map<String, Term> intermediate = new HashMap<>();

  /**
   * An expansion over some indices.
   *
   * @param indices one an axis of the results, channels first; without the batch
   */
  ElementwiseExpansion(Terms terms, List<String> indices) {
    this.terms = terms;
    this.indices = List.copyOf(indices);
  }

  private boolean isComputed(Read read) {
    return intermediate.containsKey(read.tensor()) || terms.isComputed(read);
  }

  private List<Read> computed(Expression formula) {
    return formula.reads().stream().filter(this::isComputed).toList();
  }

  /** The value of a formula that reads something computed. */
  Step expand(Expression formula) {
    List<Read> reads = computed(formula);
    if (reads.size() == 1) {
      return ofOne(formula, reads.get(0));
    }
    Call call = (Call) formula;
    if (call.operands().size() == 1) {
      return ofOne(replaced(call.first(), call));
    }
    Expression first = call.first();
    Expression second = call.second();
    boolean firstKnown = computed(first).isEmpty();
    if (firstKnown || computed(second).isEmpty()) {
      return ofOne(firstKnown ? replaced(second, call) : replaced(first, call));
    }
    return switch (call.function()) {
      case ADD -> Step.of(new Add(), expand(first), expand(second));
      case SUBTRACT -> Step.of(new Add(), expand(first), negative(second));
      case MULTIPLY -> Step.of(new Mul(), factor(first), factor(second));
      case DIVIDE -> Step.of(new Mul(), factor(first), factor(inverse(second)));
      case MAX -> Step.of(new Add(), expand(second), excess(first, second));
      case MIN -> Step.of(new Add(), expand(first), negated(excess(first, second)));
      default ->
          throw terms
              .binding()
              .refuse(
                  "'" + call.function().word() + "' of two computed values",
                  call.position(),
                  "of two computed values, + - * / max and min are built");
    };
  }

  /** The value of a formula that reads a term which has no name in the definition. */
  Step expandOf(Term term, Read read, Expression formula) {
    intermediate.put(read.tensor(), term);
    return expand(formula);
  }

  /** The formula with one of its operands, which reads several values, computed before. */
  private Expression replaced(Expression operand, Call call) {
    String name = "%" + intermediate.size();
    Step step = expand(operand);
    intermediate.put(name, new Term(step, indices));
    Read read = new Read(name, indices, operand.position());
    return new Call(
        call.function(),
        call.operands().stream().map(o -> o == operand ? read : o).toList(),
        call.position());
  }

  private Step ofOne(Expression formula) {
    return ofOne(formula, computed(formula).get(0));
  }

  /** A factor, which may be one number a channel: it is repeated over rows and columns. */
  private Step factor(Expression formula) {
    List<String> own = indices.stream().filter(formula.allIndices()::contains).toList();
    boolean perChannel = indices.size() == 3 && own.equals(indices.subList(0, 1));
    if (!perChannel || computed(formula).stream().anyMatch(this::isIntermediate)) {
      return expand(formula);
    }
    Step vector = new ElementwiseExpansion(terms, own).expand(formula);
    return Step.of(new Reshape(List.of(terms.extent(own.get(0)), 1, 1)), vector);
  }

  private boolean isIntermediate(Read read) {
    return intermediate.containsKey(read.tensor());
  }

  private static Expression inverse(Expression formula) {
    return Expression.call(Function.DIVIDE, new Constant(1, formula.position()), formula);
  }

  /** max(a − b, 0), by which max(a, b) exceeds b and min(a, b) falls short of a. */
  private Step excess(Expression first, Expression second) {
    return Step.of(new Relu(), Step.of(new Add(), expand(first), negative(second)));
  }

  private Step negative(Expression formula) {
    return expand(
        Expression.call(Function.MULTIPLY, new Constant(-1, formula.position()), formula));
  }

  private Step negated(Step step) {
    return affine(step, minusOne(), Binding.tensor(new float[1], List.of()));
  }

  private static FloatTensor minusOne() {
    return Binding.tensor(new float[] {-1}, List.of());
  }

  /** A function of one computed value: affine if it can be, else a formula of its own. */
  private Step ofOne(Expression formula, Read read) {
    Step x = value(read);
    AffineForm affine = AffineForm.of(formula, read);
    if (affine != null) {
      FloatTensor scale = terms.constant(affine.scale(), indices);
      FloatTensor shift = terms.constant(affine.shift(), indices);
      boolean single = Terms.isAll(scale, 1) || Terms.isAll(shift, 0);
      if (single || isPerChannel(scale, shift)) {
        return affine(x, scale, shift);
      }
    }
    if (formula instanceof Call call && call.function() == Function.RELU && call.first() == read) {
      return Step.of(new Relu(), x);
    }
    return pointwise(formula, read, x);
  }

  /** A computed value with the axes that all others have. */
  private Step value(Read read) {
    Term term = intermediate.get(read.tensor());
    if (term == null) {
      term = terms.term(read);
    }
    if (term.indices().size() != indices.size() || !indices.containsAll(term.indices())) {
      throw terms
          .binding()
          .refuse(
              "'" + read + "' is computed, but does not have the indices " + indices,
              read.position(),
              "only constants are repeated along an index");
    }
    return terms.ordered(term, indices);
  }

  private static boolean isPerChannel(FloatTensor... constants) {
    return Arrays.stream(constants)
        .allMatch(c -> c.type().shape().stream().skip(1).allMatch(extent -> extent == 1));
  }

  private Step affine(Step x, FloatTensor scale, FloatTensor shift) {
    if (Terms.isAll(scale, 1)) {
      boolean nothing = Terms.isAll(shift, 0);
      return nothing ? x : Step.of(new Add(), x, known("addend", Terms.withoutLeadingOnes(shift)));
    }
    if (Terms.isAll(shift, 0)) {
      return Step.of(new Mul(), x, known("factor", Terms.withoutLeadingOnes(scale)));
    }
    int channels = x.type().extent(0);
    return Step.of(
        new BatchNormalization(0),
        x,
        known("scale", vector(scale, channels)),
        known("shift", vector(shift, channels)),
        known("mean", Binding.tensor(new float[channels], List.of(channels))),
        known("variance", vector(Binding.tensor(new float[] {1}, List.of()), channels)));
  }

  private static FloatTensor vector(FloatTensor tensor, int channels) {
    float[] data = tensor.data();
    if (data.length == 1) {
      data = new float[channels];
      Arrays.fill(data, tensor.data()[0]);
    }
    return Binding.tensor(data, List.of(channels));
  }

  private static Step known(String name, FloatTensor tensor) {
    return new Step.Known(name, tensor);
  }

  /** Subformulas of constants become the constants a0, a1, ... */
  private Step pointwise(Expression formula, Read read, Step x) {
    List<Step> operands = new ArrayList<>(List.of(x));
    Expression closed = closed(formula, read, operands);
    return Step.of(new Pointwise(closed.toString()), operands.toArray(Step[]::new));
  }

  private Expression closed(Expression formula, Read x, List<Step> operands) {
    if (formula instanceof Constant) {
      return formula;
    }
    if (formula.reads().stream().noneMatch(x::isSame)) {
      FloatTensor constant = terms.constant(formula, indices);
      if (constant.data().length == 1) {
        return new Constant(constant.data()[0], formula.position());
      }
      String name = "a" + (operands.size() - 1);
      operands.add(known(name, Terms.withoutLeadingOnes(constant)));
      return new Read(name, List.of(), formula.position());
    }
    if (formula instanceof Read) {
      return new Read("x", List.of(), formula.position());
    }
    Call call = (Call) formula;
    return new Call(
        call.function(),
        call.operands().stream().map(o -> closed(o, x, operands)).toList(),
        call.position());
  }
}
