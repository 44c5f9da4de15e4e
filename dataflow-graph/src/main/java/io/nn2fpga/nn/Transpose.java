package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The same elements with the axes in another order: axis i of the result is axis {@code perm[i]} of
 * the operand. The batch axis is not counted.
 *
 * @param perm every axis of the operand once
 */
public record Transpose(List<Integer> perm)
    implements NnOperation, ScalePreserving, LayoutAware, Rearrangement {

  /** Channels first to channels last, {@code [C, H, W]} to {@code [H, W, C]}. */
  public static final List<Integer> TO_CHANNELS_LAST = List.of(1, 2, 0);

  /** Channels last to channels first, {@code [H, W, C]} to {@code [C, H, W]}. */
  public static final List<Integer> TO_CHANNELS_FIRST = List.of(2, 0, 1);

  /** Copies and checks the axes. */
  public Transpose {
    perm = List.copyOf(perm);
    if (!perm.stream().sorted().toList().equals(identity(perm.size()))) {
      throw new IllegalArgumentException(perm + " is not an order of axes");
    }
  }

  /** The order that changes nothing. */
  public static List<Integer> identity(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  /** The order of one transposition after another. */
  public static List<Integer> compose(List<Integer> first, List<Integer> second) {
    return second.stream().map(first::get).toList();
  }

  /** The order that undoes another. */
  public static List<Integer> inverse(List<Integer> perm) {
    return IntStream.range(0, perm.size()).map(perm::indexOf).boxed().toList();
  }

  /** The result's extents. */
  public static List<Integer> shape(List<Integer> operand, List<Integer> perm) {
    return perm.stream().map(operand::get).toList();
  }

  /** For each element of the result, row major, its row-major place in the operand. */
  public static int[] places(List<Integer> operand, List<Integer> perm) {
    int rank = perm.size();
    int[] strides = new int[rank];
    int size = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = size;
      size *= operand.get(axis);
    }
    int[] places = new int[size];
    for (int i = 0; i < size; i++) {
      int rest = i;
      for (int axis = rank - 1; axis >= 0; axis--) {
        int extent = operand.get(perm.get(axis));
        places[i] += rest % extent * strides[perm.get(axis)];
        rest /= extent;
      }
    }
    return places;
  }

  @Override
  public String mnemonic() {
    return "transpose";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.anyTensor(inputs, 0, "the input");
    if (x.shape().size() != perm.size()) {
      throw new IllegalArgumentException("axes in the order " + perm + " of " + x);
    }
    return List.of(new TensorType(shape(x.shape(), perm), x.element()));
  }

  @Override
  public List<? extends Tensor> evaluate(List<Tensor> inputs) {
    if (inputs.get(0) instanceof IntTensor codes) {
      int[] moved = new int[codes.data().length];
      int[] places = places(codes.type().shape(), perm);
      Arrays.setAll(moved, i -> codes.data()[places[i]]);
      TensorType type = new TensorType(shape(codes.type().shape(), perm), codes.type().element());
      return List.of(new IntTensor(type, moved));
    }
    return List.of(apply((FloatTensor) inputs.get(0)));
  }

  /** Real numbers in the new order. */
  public FloatTensor apply(FloatTensor x) {
    int[] places = places(x.type().shape(), perm);
    float[] result = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      result[i] = x.data()[places[i]];
    }
    return new FloatTensor(
        new TensorType(shape(x.type().shape(), perm), x.type().element()), result);
  }
}
