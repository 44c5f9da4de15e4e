package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Blocks of pixels to channels: {@code [C, H·B, W·B]} to {@code [C·B·B, H, W]}.
 *
 * @param block rows and columns of a block, B
 * @param order of the result's channels
 */
public record SpaceToDepth(int block, BlockOrder order)
    implements NnOperation, ScalePreserving, Rearrangement {

  /** Checks the block. */
  public SpaceToDepth {
    if (block < 1) {
      throw new IllegalArgumentException("blocks of " + block);
    }
  }

  @Override
  public String mnemonic() {
    return "space-to-depth";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, 3, "the input");
    if (x.extent(1) % block != 0 || x.extent(2) % block != 0) {
      throw new IllegalArgumentException(x + " has no whole blocks of " + block + " by " + block);
    }
    return Operands.result(
        (long) x.extent(0) * block * block, x.extent(1) / block, x.extent(2) / block);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType x = inputs.get(0).type();
    List<Integer> blocks =
        List.of(x.extent(0), x.extent(1) / block, block, x.extent(2) / block, block);
    List<Integer> perm = order == BlockOrder.DCR ? List.of(2, 4, 0, 1, 3) : List.of(0, 2, 4, 1, 3);
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), Transpose.places(blocks, perm), 0);
    return List.of(Operands.result(this, inputs, result));
  }
}
