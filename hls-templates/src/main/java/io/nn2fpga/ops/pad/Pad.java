package io.nn2fpga.ops.pad;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.Arrays;
import java.util.List;

/**
 * A frame with places added around it that hold one code.
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [top + H + bottom, left + W + right, C]} of the
 * same element type. (Windows bring their padding themselves; this is padding that stands alone.)
 *
 * @param pads rows above, columns on the left, rows below, columns on the right; each at least 0
 * @param value what the added places hold; a value of the element type
 */
public record Pad(List<Integer> pads, int value) implements IntegerOperation {

  /** Copies and checks the list. */
  public Pad {
    pads = List.copyOf(pads);
    if (pads.size() != 4 || pads.stream().anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException("pads " + pads + ": needs 4 numbers of at least 0");
    }
  }

  @Override
  public String mnemonic() {
    return "pad";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    if (!((IntegerElement) x.element()).holds(value)) {
      throw new IllegalArgumentException("pads " + x + " with " + value);
    }
    return List.of(resultType(x));
  }

  private TensorType resultType(TensorType x) {
    return TensorType.of(
        x.element(),
        pads.get(0) + x.extent(0) + pads.get(2),
        pads.get(1) + x.extent(1) + pads.get(3),
        x.extent(2));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int[] result = new int[type.size()];
    Arrays.fill(result, value);
    int row = x.type().extent(1) * x.type().extent(2);
    for (int y = 0; y < x.type().extent(0); y++) {
      int to = ((pads.get(0) + y) * type.extent(1) + pads.get(1)) * type.extent(2);
      System.arraycopy(x.data(), y * row, result, to, row);
    }
    return List.of(new IntTensor(type, result));
  }
}
