package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.MatMul;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Operations that put elements of computed tensors elsewhere, and products of two of them. */
final class MovementRules {
  private final NetworkConstruction network;
  private final NetworkBuilder builder;

  MovementRules(NetworkConstruction network, NetworkBuilder builder) {
    this.network = network;
    this.builder = builder;
  }

  void addTo(Map<String, NetworkConstruction.Rule> rules) {
    rules.put("concatenate", this::concatenate);
    rules.put("pad", this::pad);
    rules.put("reverse", this::reverse);
    rules.put("slice", this::slice);
  }

  /** How many leading axes of a type the nn level does not have: 0 or 1. */
  private int dropped(HloType type) {
    return type.rank() - builder.shape(type).size();
  }

  /** Numbers of axes without that of the batch, where only one of them is possible. */
  private List<Integer> withoutBatch(
      HloValue value, HloType type, List<Integer> numbers, int expected) {
    if (numbers.size() != type.rank()) {
      throw value.operation().malformed(numbers.size() + " numbers for the axes of " + type);
    }
    if (dropped(type) == 1 && numbers.get(0) != expected) {
      throw value
          .operation()
          .refuse("it changes the batch axis", "the accelerator sees one sample at a time");
    }
    return numbers.subList(dropped(type), numbers.size());
  }

  private String pad(HloValue value) {
    HloValue x = value.operand(0);
    HloOperation source = value.operation();
    int rank = x.type().rank();
    HloValue filling = value.operand(1);
    boolean inner =
        numbers(source, "interior", "interior_padding", rank).stream().anyMatch(p -> p != 0);
    if (inner || !filling.isConstant() || x.isConstant()) {
      throw NetworkConstruction.unsupported(
          value, "pad around a tensor, with a constant; not between its elements");
    }
    List<Integer> low =
        withoutBatch(value, x.type(), numbers(source, "low", "edge_padding_low", rank), 0);
    List<Integer> high =
        withoutBatch(value, x.type(), numbers(source, "high", "edge_padding_high", rank), 0);
    Pad operation;
    try {
      operation = new Pad(low, high, PadMode.CONSTANT, filling.tensor().data()[0]);
    } catch (IllegalArgumentException e) {
      throw source.refuse(String.valueOf(e.getMessage()), "cut with a slice");
    }
    return builder.node("pad", operation, List.of(network.shaped(x)), source);
  }

  private static List<Integer> numbers(
      HloOperation source, String pretty, String generic, int count) {
    List<Integer> found = source.numbersOrNull(pretty);
    return found == null ? source.numbers(generic, count, 0) : found;
  }

  private String slice(HloValue value) {
    HloType type = value.operand(0).type();
    Axes.Slice slice = Axes.slice(value.operation(), type);
    int whole = type.rank() == 0 ? 0 : type.shape().get(0);
    return builder.node(
        "slice",
        new Slice(
            withoutBatch(value, type, slice.starts(), 0),
            withoutBatch(value, type, slice.strides(), 1),
            withoutBatch(value, type, slice.shape(), whole)),
        List.of(network.shaped(value.operand(0))),
        value.operation());
  }

  private String reverse(HloValue value) {
    HloType type = value.operand(0).type();
    List<Integer> axes = Axes.checked(value.operation(), numbersOf(value.operation()), type.rank());
    int dropped = dropped(type);
    List<Integer> shape = builder.shape(type);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(shape.size(), 0));
    List<Integer> steps = new ArrayList<>(Collections.nCopies(shape.size(), 1));
    for (int axis : axes) {
      if (axis >= dropped) {
        starts.set(axis - dropped, shape.get(axis - dropped) - 1);
        steps.set(axis - dropped, -1);
      }
    }
    return builder.node(
        "slice",
        new Slice(starts, steps, shape),
        List.of(network.shaped(value.operand(0))),
        value.operation());
  }

  private static List<Integer> numbersOf(HloOperation source) {
    List<Integer> found = source.numbersOrNull("dims");
    return found == null ? source.numbers("dimensions") : found;
  }

  private String concatenate(HloValue value) {
    HloOperation source = value.operation();
    int axis = source.number("dim", source.number("dimension", -1));
    int dropped = dropped(value.type());
    if (axis < dropped || axis >= value.type().rank()) {
      throw source.refuse(
          "a concatenation along axis " + axis + " of " + value.type(),
          "the accelerator sees one sample at a time");
    }
    List<String> operands = new ArrayList<>();
    for (HloValue operand : value.operands()) {
      operands.add(
          operand.isConstant()
              ? builder.constant("part", operand.tensor().floats(), builder.shape(operand.type()))
              : network.shaped(operand));
    }
    return builder.node("concat", new Concat(axis - dropped), operands, source);
  }

  /**
   * A product of two computed values, as one of matrices.
   *
   * @param batch axes of both that are not summed over and stand side by side
   * @param contracted axes that are summed over
   */
  String product(HloValue value, List<List<Integer>> batch, List<List<Integer>> contracted) {
    List<String> matrices = new ArrayList<>();
    network.both(value.operand(0), value.operand(1));
    for (int side = 0; side < 2; side++) {
      HloValue operand = value.operand(side);
      List<Integer> shape = operand.type().shape();
      List<Integer> taken = new ArrayList<>(batch.get(side));
      taken.addAll(contracted.get(side));
      Axes.checked(value.operation(), taken, shape.size());
      List<Integer> rest = NetworkBuilder.others(shape.size(), taken);
      List<Integer> order = new ArrayList<>(batch.get(side));
      order.addAll(side == 0 ? rest : contracted.get(side));
      order.addAll(side == 0 ? contracted.get(side) : rest);
      String whole = builder.shaped(network.build(operand), shape, value.operation());
      String moved = builder.transposed(whole, order, value.operation());
      List<Integer> matrix = new ArrayList<>();
      batch.get(side).forEach(axis -> matrix.add(shape.get(axis)));
      int rows = size(shape, rest);
      int inner = size(shape, contracted.get(side));
      matrix.addAll(side == 0 ? List.of(rows, inner) : List.of(inner, rows));
      matrices.add(builder.shaped(moved, matrix, value.operation()));
    }
    String result = builder.node("matmul", new MatMul(), matrices, value.operation());
    return builder.shaped(result, value.type(), value.operation());
  }

  private static int size(List<Integer> shape, List<Integer> axes) {
    return axes.stream().map(shape::get).reduce(1, Math::multiplyExact);
  }
}
