package io.nn2fpga.nn;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * The same elements, in row-major order, with other extents.
 *
 * @param shape extents of the result, without batch axis; all known
 */
public record Reshape(List<Integer> shape)
    implements NnOperation, ScalePreserving, LayoutAware, Rearrangement {

  /** Copies the extents. */
  public Reshape {
    shape = List.copyOf(shape);
  }

  @Override
  public String mnemonic() {
    return "reshape";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.anyTensor(inputs, 0, "the input");
    List<Type> result = Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
    if (((TensorType) result.get(0)).size() != x.size()) {
      throw new IllegalArgumentException(x + " has not the elements of " + shape);
    }
    return List.of(new TensorType(shape, x.element()));
  }

  @Override
  public List<? extends Tensor> evaluate(List<Tensor> inputs) {
    return inputs.get(0) instanceof IntTensor codes
        ? List.of(new IntTensor(new TensorType(shape, codes.type().element()), codes.data()))
        : List.of(Operands.result(this, inputs, Operands.data(inputs, 0)));
  }
}
