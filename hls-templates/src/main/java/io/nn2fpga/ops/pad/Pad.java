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
 * A frame with places added around it, and between its rows and columns, that hold one code.
 *
 * <p>Operand: x {@code [H, W, C]}. Result: {@code [top + H + (H − 1)·interior0 + bottom, left + W +
 * (W − 1)·interior1 + right, C]} of the same element type. Windows bring the padding around a frame
 * themselves; this is padding that stands alone. Zero points between rows and columns make a
 * transposed convolution of an ordinary one: with stride S the interior is S − 1, the kernel is
 * turned by half a turn and moves by 1.
 *
 * @param pads rows above, columns on the left, rows below, columns on the right; each at least 0
 * @param interior rows between two rows, columns between two columns; each at least 0
 * @param value what the added places hold; a value of the element type
 */
public record Pad(List<Integer> pads, List<Integer> interior, int value)
    implements IntegerOperation {

  /** Copies and checks the lists. */
  public Pad {
    pads = List.copyOf(pads);
    if (pads.size() != 4 || pads.stream().anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException("pads " + pads + ": needs 4 numbers of at least 0");
    }
    interior = List.copyOf(interior);
    if (interior.size() != 2 || interior.stream().anyMatch(p -> p < 0)) {
      throw new IllegalArgumentException(
          "interior " + interior + ": needs 2 numbers of at least 0");
    }
  }

  /** Places around a frame only. */
  public Pad(List<Integer> pads, int value) {
    this(pads, List.of(0, 0), value);
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
        pads.get(0) + (x.extent(0) - 1) * (interior.get(0) + 1) + 1 + pads.get(2),
        pads.get(1) + (x.extent(1) - 1) * (interior.get(1) + 1) + 1 + pads.get(3),
        x.extent(2));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int[] result = new int[type.size()];
    Arrays.fill(result, value);
    int width = x.type().extent(1);
    int channels = type.extent(2);
    for (int pixel = 0; pixel < x.type().extent(0) * width; pixel++) {
      int row = pads.get(0) + pixel / width * (interior.get(0) + 1);
      int column = pads.get(1) + pixel % width * (interior.get(1) + 1);
      int to = (row * type.extent(1) + column) * channels;
      System.arraycopy(x.data(), pixel * channels, result, to, channels);
    }
    return List.of(new IntTensor(type, result));
  }
}
