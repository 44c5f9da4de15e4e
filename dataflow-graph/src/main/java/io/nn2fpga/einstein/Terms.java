package io.nn2fpga.einstein;

import io.nn2fpga.einstein.Expression.Read;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the names in a statement stand for: constants, and computed values by their indices. */
final class Terms {
  private final Binding binding;
  private final Map<String, Integer> extents = new HashMap<>();
  private final Map<String, Term> made;
  private @Nullable String batch;

  /**
   * A computed value.
   *
   * @param indices one an axis; the batch index is left out
   */
  record Term(Step step, List<String> indices) {}

  /**
   * The terms of a statement.
   *
   * @param made values of earlier statements by name, with the extents of their axes
   */
  Terms(Binding binding, Map<String, Term> made) {
    this.binding = binding;
    this.made = made;
  }

  Binding binding() {
    return binding;
  }

  int extent(String index) {
    Integer extent = extents.get(index);
    if (extent == null) {
      throw new IllegalStateException("index " + index + " was not bound");
    }
    return extent;
  }

  List<Integer> extents(List<String> indices) {
    return indices.stream().map(this::extent).toList();
  }

  boolean isBound(String index) {
    return extents.containsKey(index);
  }

  /** The index over the batch, or null. */
  @Nullable String batch() {
    return batch;
  }

  /** Learns the extents of the indices of a read, and which one is the batch. */
  void bind(Read read) {
    int parameter = binding.parameter(read.tensor());
    if (parameter >= 0) {
      List<Integer> dims = binding.operands().get(parameter).dims();
      for (int axis = 0; axis < read.indices().size(); axis++) {
        bind(read.indices().get(axis), dims.get(axis), read);
      }
      if (binding.batched() && binding.isComputed(parameter)) {
        bindBatch(read);
      }
      return;
    }
    Term term = made.get(read.tensor());
    if (term != null) {
      int axis = 0;
      int dropped = read.indices().size() - term.indices().size();
      for (String index : read.indices().subList(dropped, read.indices().size())) {
        bind(index, term.step().type().extent(axis++), read);
      }
      if (dropped == 1) {
        bind(read.indices().get(0), 1, read);
        bindBatch(read);
      }
    }
  }

  private void bind(String index, int extent, Read read) {
    Integer other = extents.putIfAbsent(index, extent);
    if (other != null && other != extent) {
      throw binding.refuse(
          "index '" + index + "' runs over " + other + " and over " + extent,
          read.position(),
          null);
    }
  }

  private void bindBatch(Read read) {
    String first = read.indices().isEmpty() ? null : read.indices().get(0);
    if (first == null || (batch != null && !batch.equals(first))) {
      throw binding.refuse(
          "the first index of '" + read + "' has to be the batch",
          read.position(),
          "axis 0 of computed tensors counts samples; use one index for it throughout");
    }
    batch = first;
  }

  boolean isComputed(Read read) {
    int parameter = binding.parameter(read.tensor());
    return parameter >= 0 ? binding.isComputed(parameter) : made.containsKey(read.tensor());
  }

  /** The elements of a computed tensor, by the indices that it is read with. */
  Term term(Read read) {
    List<String> indices = new ArrayList<>(read.indices());
    if (batch != null) {
      indices.remove(batch);
    }
    Term term = made.get(read.tensor());
    if (term != null) {
      return new Term(term.step(), indices);
    }
    int parameter = binding.parameter(read.tensor());
    TensorType type = new TensorType(extents(indices), FloatElement.F32);
    return new Term(new Step.Given(parameter, type), indices);
  }

  /** A term with its axes in another order. */
  Step ordered(Term term, List<String> indices) {
    if (term.indices().equals(indices)) {
      return term.step();
    }
    List<Integer> order = indices.stream().map(term.indices()::indexOf).toList();
    return Step.of(new Transpose(order), term.step());
  }

  /**
   * A formula of constants over some indices: the extent is 1 along those that it does not use.
   *
   * @param indices one an axis of the result
   */
  FloatTensor constant(Expression formula, List<String> indices) {
    List<Integer> shape = new ArrayList<>();
    java.util.Set<String> used = formula.allIndices();
    indices.forEach(index -> shape.add(used.contains(index) ? extent(index) : 1));
    int size = shape.stream().reduce(1, Math::multiplyExact);
    float[] data = new float[size];
    Map<String, Integer> at = new HashMap<>();
    for (int i = 0; i < size; i++) {
      int rest = i;
      for (int axis = shape.size() - 1; axis >= 0; axis--) {
        at.put(indices.get(axis), rest % shape.get(axis));
        rest /= shape.get(axis);
      }
      data[i] = (float) formula.evaluate(read -> element(read, at));
    }
    return Binding.tensor(data, shape);
  }

  /** One element of a constant; the batch index is 0. */
  private double element(Read read, Map<String, Integer> at) {
    int parameter = binding.parameter(read.tensor());
    if (parameter < 0) {
      Integer size = binding.sizes().get(read.tensor());
      if (size == null) {
        throw new IllegalStateException("'" + read + "' has no value");
      }
      return size;
    }
    Operand operand = binding.operands().get(parameter);
    float[] data = java.util.Objects.requireNonNull(operand.constant()).data();
    int place = 0;
    for (int axis = 0; axis < read.indices().size(); axis++) {
      place = place * operand.dims().get(axis) + at.getOrDefault(read.indices().get(axis), 0);
    }
    return data[place];
  }

  /** Whether a constant is this number everywhere. */
  static boolean isAll(FloatTensor tensor, double number) {
    for (float element : tensor.data()) {
      if (element != number) {
        return false;
      }
    }
    return true;
  }

  /** A constant without leading axes of extent 1, which broadcasting adds by itself. */
  static FloatTensor withoutLeadingOnes(FloatTensor tensor) {
    List<Integer> shape = tensor.type().shape();
    int first = 0;
    while (first < shape.size() && shape.get(first) == 1) {
      first++;
    }
    return Binding.tensor(tensor.data(), shape.subList(first, shape.size()));
  }
}
