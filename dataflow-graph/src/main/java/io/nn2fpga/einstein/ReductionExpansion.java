package io.nn2fpga.einstein;

import io.nn2fpga.einstein.Definition.Reduction;
import io.nn2fpga.einstein.Definition.Statement;
import io.nn2fpga.einstein.Expression.Read;
import io.nn2fpga.einstein.Terms.Term;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that combine several terms at one element: sums with or without constant weights as
 * fully connected layers, convolutions and average pools, extrema as max pools.
 */
final class ReductionExpansion {
  private static final double ROUNDING = 1e-6;
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);

  private final Terms terms;
  private final Statement statement;
  private final List<String> target;

  ReductionExpansion(Terms terms, Statement statement, List<String> target) {
    this.terms = terms;
    this.statement = statement;
    this.target = target;
  }

  /** The value of the statement, with the target's indices in their order. */
  Term expand() {
    List<Read> computed = statement.formula().reads().stream().filter(terms::isComputed).toList();
    if (computed.isEmpty()) {
      throw refuse("the reduction reads nothing that is computed", null);
    }
    List<String> indices = terms.term(computed.get(0)).indices();
    if (indices.isEmpty() || indices.size() > 3) {
      throw refuse("a reduction of " + indices.size() + " axes", "one to three are built");
    }
    Term reduced =
        statement.reduction() == Reduction.SUM
            ? sum(computed, indices)
            : extremum(indices, statement.reduction() == Reduction.MIN);
    if (reduced.indices().size() != target.size()
        || !new HashSet<>(reduced.indices()).equals(new HashSet<>(target))) {
      throw refuse(
          "the target has the indices " + target + ", the reduction gives " + reduced.indices(),
          null);
    }
    return new Term(terms.ordered(reduced, target), target);
  }

  private Term sum(List<Read> computed, List<String> indices) {
    AffineForm affine =
        computed.size() == 1 ? AffineForm.of(statement.formula(), computed.get(0)) : null;
    if (affine != null && isZero(affine)) {
      Term x = terms.term(computed.get(0));
      return weighted(new Term(x.step(), indices), affine.scale());
    }
    requireNoOthers(indices);
    Step inner = new ElementwiseExpansion(terms, indices).expand(statement.formula());
    Expression one = new Expression.Constant(1, statement.position());
    return weighted(new Term(inner, indices), one);
  }

  private boolean isZero(AffineForm affine) {
    return affine.shift() instanceof Expression.Constant number && number.value() == 0;
  }

  private void requireNoOthers(List<String> indices) {
    List<String> others = new ArrayList<>(statement.formula().allIndices());
    others.removeAll(indices);
    others.remove(terms.batch());
    if (!others.isEmpty()) {
      throw refuse(
          "the indices " + others + " of constants in a formula that is no weighted sum",
          "write the function in a statement of its own, then sum it with weights");
    }
  }

  /** Σ weight · x over the indices of x that the target does not have. */
  private Term weighted(Term x, Expression weight) {
    List<String> indices = x.indices();
    List<String> made = new ArrayList<>(target);
    made.removeAll(indices);
    if (made.size() > 1) {
      throw refuse("the target has " + made.size() + " indices that " + indices + " lack", null);
    }
    String output = made.isEmpty() ? null : made.get(0);
    if (indices.size() == 1) {
      return dense(x, weight, output);
    }
    boolean overChannels = !target.contains(indices.get(0));
    if (!overChannels && output != null) {
      throw refuse(
          "several results for each of the first index '" + indices.get(0) + "'",
          "sum over the channels too, or leave '" + output + "' out");
    }
    List<String> kept = indices.stream().skip(1).filter(target::contains).toList();
    if (weight.allIndices().stream().anyMatch(kept::contains)) {
      throw refuse(
          "weights that differ along " + kept + ", which are not summed over",
          "weights may depend on the channel and on what is summed over");
    }
    boolean plain =
        !overChannels
            && kept.isEmpty()
            && weight.allIndices().stream().allMatch(i -> i.equals(indices.get(0)));
    return plain ? mean(x, weight) : convolution(x, weight, output, overChannels, kept);
  }

  private Term dense(Term x, Expression weight, @Nullable String output) {
    String input = x.indices().get(0);
    if (target.contains(input)) {
      throw refuse("nothing is summed over", "write = in place of +=!");
    }
    int outputs = output == null ? 1 : terms.extent(output);
    int inputs = terms.extent(input);
    float[] weights = full(weight, Arrays.asList(output, input), List.of(outputs, inputs));
    Step result =
        Step.of(
            new Dense(),
            x.step(),
            new Step.Known("weights", Binding.tensor(weights, List.of(outputs, inputs))));
    return output == null
        ? new Term(Step.of(new Reshape(List.of()), result), List.of())
        : new Term(result, List.of(output));
  }

  /** A sum with one weight a channel over all rows and columns. */
  private Term mean(Term x, Expression weight) {
    String channel = x.indices().get(0);
    int channels = terms.extent(channel);
    Step image = image(x);
    int count = image.type().extent(1) * image.type().extent(2);
    Step pooled = Step.of(new GlobalAveragePool(), image);
    float[] scale = full(weight, List.of(channel), List.of(channels));
    for (int c = 0; c < channels; c++) {
      scale[c] *= count;
    }
    Step factor = new Step.Known("factor", Binding.tensor(scale, List.of(channels, 1, 1)));
    Step scaled = isOne(scale) ? pooled : Step.of(new Mul(), pooled, factor);
    Step result = Step.of(new Reshape(List.of(channels)), scaled);
    return new Term(result, List.of(channel));
  }

  /** Whether factors are 1 but for binary32 rounding. */
  private static boolean isOne(float[] factors) {
    for (float factor : factors) {
      if (!(Math.abs(factor - 1) < ROUNDING)) {
        return false;
      }
    }
    return true;
  }

  private Term convolution(
      Term x, Expression weight, @Nullable String output, boolean overChannels, List<String> kept) {
    List<String> indices = x.indices();
    Step image = image(x);
    int channels = image.type().extent(0);
    List<String> spatial = new ArrayList<>(indices.subList(1, indices.size()));
    List<Integer> kernel = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      // A sequence is an image of one row.
      String index = indices.size() == 3 ? spatial.get(axis) : axis == 0 ? null : spatial.get(0);
      kernel.add(index == null || kept.contains(index) ? 1 : terms.extent(index));
    }
    int outputs = overChannels ? (output == null ? 1 : terms.extent(output)) : channels;
    List<@Nullable String> axes = new ArrayList<>();
    axes.add(overChannels ? output : indices.get(0));
    axes.add(overChannels ? indices.get(0) : null);
    if (indices.size() == 2) {
      axes.add(null);
    }
    spatial.forEach(index -> axes.add(kept.contains(index) ? null : index));
    List<Integer> shape =
        List.of(outputs, overChannels ? channels : 1, kernel.get(0), kernel.get(1));
    Step result =
        Step.of(
            new Conv(kernel, ONE, NO_PADS, ONE, overChannels ? 1 : channels),
            image,
            new Step.Known("weights", Binding.tensor(full(weight, axes, shape), shape)));
    List<String> left = new ArrayList<>();
    if (!overChannels) {
      left.add(indices.get(0));
    } else if (output != null) {
      left.add(output);
    }
    left.addAll(kept);
    return new Term(shaped(result, terms.extents(left)), left);
  }

  private static Step shaped(Step step, List<Integer> shape) {
    return step.type().shape().equals(shape) ? step : Step.of(new Reshape(shape), step);
  }

  /** {@code [C, H, W]}; a sequence {@code [C, L]} is an image of one row. */
  private static Step image(Term x) {
    List<Integer> shape = x.step().type().shape();
    return shape.size() == 2 ? shaped(x.step(), List.of(shape.get(0), 1, shape.get(1))) : x.step();
  }

  /** All elements of a constant formula; where an axis has no index they repeat. */
  private float[] full(
      Expression formula, List<? extends @Nullable String> axes, List<Integer> shape) {
    List<String> named = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      String index = axes.get(axis);
      named.add(index == null ? "%" + axis : index);
    }
    FloatTensor small = terms.constant(formula, named);
    float[] result = new float[shape.stream().reduce(1, Math::multiplyExact)];
    for (int i = 0; i < result.length; i++) {
      int place = 0;
      int rest = i;
      int step = 1;
      for (int axis = shape.size() - 1; axis >= 0; axis--) {
        int extent = small.type().extent(axis);
        place += (extent == 1 ? 0 : rest % shape.get(axis)) * step;
        step *= extent;
        rest /= shape.get(axis);
      }
      result[i] = small.data()[place];
    }
    return result;
  }

  private Term extremum(List<String> indices, boolean least) {
    requireNoOthers(indices);
    if (indices.size() == 1 || !target.contains(indices.get(0))) {
      throw refuse(
          "an extremum over the channels, '" + indices.get(0) + "'",
          "extrema over rows and columns are built, as max pools");
    }
    Expression formula = statement.formula();
    Expression minus = new Expression.Constant(-1, formula.position());
    Expression inner = least ? Expression.call(Function.MULTIPLY, minus, formula) : formula;
    Term x = new Term(new ElementwiseExpansion(terms, indices).expand(inner), indices);
    Step image = image(x);
    List<String> kept = new ArrayList<>(indices);
    kept.retainAll(target);
    List<Integer> kernel = new ArrayList<>();
    for (int axis = 1; axis < indices.size(); axis++) {
      kernel.add(kept.contains(indices.get(axis)) ? 1 : terms.extent(indices.get(axis)));
    }
    if (kernel.size() == 1) {
      kernel.add(0, 1);
    }
    Step pooled = Step.of(new MaxPool(kernel, ONE, NO_PADS), image);
    Term result = new Term(shaped(pooled, terms.extents(kept)), kept);
    if (!least) {
      return result;
    }
    Read read = new Read("%extremum", kept, formula.position());
    ElementwiseExpansion back = new ElementwiseExpansion(terms, kept);
    return new Term(
        back.expandOf(result, read, Expression.call(Function.MULTIPLY, minus, read)), kept);
  }

  private io.nn2fpga.diag.DiagnosticException refuse(String message, @Nullable String hint) {
    return terms.binding().refuse(message, statement.position(), hint);
  }
}
