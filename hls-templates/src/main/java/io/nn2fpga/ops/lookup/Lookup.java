package io.nn2fpga.ops.lookup;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Any function of a code, by table: y = T[c, x − x0], with x0 the smallest code of x's type.
 *
 * <p>Operands: x {@code [H, W, C]} of at most 12 bits, table T {@code [1, 2^bits]} for all channels
 * or {@code [C, 2^bits]}, in the order of x. Result: {@code [H, W, C]}.
 *
 * @param output holds every entry of the table
 */
public record Lookup(IntegerElement output) implements IntegerOperation {
  /** Bits of the widest code that a table is made for. */
  public static final int MAX_BITS = 12;

  /** Checks the type. */
  public Lookup {
    Operands.requireInt(output);
  }

  @Override
  public String mnemonic() {
    return "lookup";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    TensorType x = Operands.frame(inputs, 0);
    TensorType table = Operands.integers(inputs, 1, 2);
    int bits = ((IntegerElement) x.element()).bits();
    if (bits > MAX_BITS) {
      throw new IllegalArgumentException(
          "a table of " + x.element() + "; at most " + MAX_BITS + " bits are looked up");
    }
    Operands.requireExtent(table, 1, 1 << bits, "table");
    if (table.extent(0) != 1) {
      Operands.requireExtent(table, 0, x.extent(2), "table");
    }
    return List.of(new TensorType(x.shape(), output));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    IntTensor table = (IntTensor) inputs.get(1);
    int tables = table.type().extent(0);
    int entries = table.type().extent(1);
    int channels = x.type().extent(2);
    int smallest = (int) ((IntegerElement) x.type().element()).min();
    int[] result = new int[x.data().length];
    for (int i = 0; i < result.length; i++) {
      int row = tables == 1 ? 0 : i % channels;
      result[i] = table.data()[row * entries + x.data()[i] - smallest];
    }
    return List.of(new IntTensor(new TensorType(x.type().shape(), output), result));
  }
}
