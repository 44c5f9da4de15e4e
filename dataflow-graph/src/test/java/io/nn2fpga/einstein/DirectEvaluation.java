package io.nn2fpga.einstein;

import io.nn2fpga.einstein.Definition.Reduction;
import io.nn2fpga.einstein.Definition.Statement;
import io.nn2fpga.einstein.Expression.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Loops over all indices, as the notation says: what expansions are compared with. */
final class DirectEvaluation {
  private final Map<String, List<Integer>> shapes = new HashMap<>();
  private final Map<String, double[]> data = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();

  static double[] of(Definition definition, List<List<Integer>> dims, List<float[]> operands) {
    DirectEvaluation evaluation = new DirectEvaluation();
    for (int i = 0; i < operands.size(); i++) {
      Definition.Parameter parameter = definition.parameters().get(i);
      double[] numbers = new double[operands.get(i).length];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = operands.get(i)[k];
      }
      evaluation.data.put(parameter.name(), numbers);
      evaluation.shapes.put(parameter.name(), dims.get(i));
      for (int axis = 0; axis < parameter.sizes().size(); axis++) {
        evaluation.sizes.put(parameter.sizes().get(axis), dims.get(i).get(axis));
      }
    }
    definition.statements().forEach(evaluation::run);
    return known(evaluation.data, definition.result());
  }

  private void run(Statement statement) {
    Map<String, Integer> extents = new HashMap<>();
    for (Read read : statement.formula().reads()) {
      for (int axis = 0; axis < read.indices().size(); axis++) {
        extents.put(read.indices().get(axis), known(shapes, read.tensor()).get(axis));
      }
    }
    List<String> order = new ArrayList<>(statement.indices());
    extents.keySet().stream().filter(i -> !order.contains(i)).forEach(order::add);
    List<Integer> shape = statement.indices().stream().map(extents::get).toList();
    double[] result = new double[shape.stream().reduce(1, (a, b) -> a * b)];
    java.util.Arrays.fill(
        result,
        switch (statement.reduction()) {
          case MAX -> Double.NEGATIVE_INFINITY;
          case MIN -> Double.POSITIVE_INFINITY;
          default -> 0;
        });
    int count = order.stream().map(extents::get).reduce(1, (a, b) -> a * b);
    int terms = count / result.length;
    Map<String, Integer> at = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int axis = order.size() - 1; axis >= 0; axis--) {
        int extent = known(extents, order.get(axis));
        at.put(order.get(axis), rest % extent);
        rest /= extent;
      }
      double term = statement.formula().evaluate(read -> element(read, at));
      int place = i / terms;
      result[place] = combined(statement.reduction(), result[place], term);
    }
    data.put(statement.target(), result);
    shapes.put(statement.target(), shape);
  }

  private static double combined(Reduction reduction, double sum, double term) {
    return switch (reduction) {
      case NONE -> term;
      case SUM -> sum + term;
      case MAX -> Math.max(sum, term);
      case MIN -> Math.min(sum, term);
    };
  }

  private static <T> T known(Map<String, T> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private double element(Read read, Map<String, Integer> at) {
    if (!data.containsKey(read.tensor())) {
      return known(sizes, read.tensor());
    }
    int place = 0;
    for (int axis = 0; axis < read.indices().size(); axis++) {
      place = place * known(shapes, read.tensor()).get(axis) + known(at, read.indices().get(axis));
    }
    return known(data, read.tensor())[place];
  }
}
