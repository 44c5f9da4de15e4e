package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Channels to blocks of pixels: {@code [C·B·B, H, W]} to {@code [C, H·B, W·B]}.
 *
 * @param block rows and columns of a block, B
 * @param order of the operand's channels
 */
public record DepthToSpace(int block, BlockOrder order)
    implements NnOperation, ScalePreserving, Rearrangement {

  /** Checks the block. */
  public DepthToSpace {
    if (block < 1) {
      throw new IllegalArgumentException("blocks of " + block);
    }
  }

  @Override
  public String mnemonic() {
    return "depth-to-space";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    TensorType x = Operands.tensor(inputs, 0, 3, "the input");
    long places = (long) block * block;
    if (x.extent(0) % places != 0) {
      throw new IllegalArgumentException(x + " has no whole blocks of " + places + " channels");
    }
    return Operands.result(
        x.extent(0) / places, (long) x.extent(1) * block, (long) x.extent(2) * block);
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    TensorType x = inputs.get(0).type();
    int channels = x.extent(0) / (block * block);
    int height = x.extent(1);
    int width = x.extent(2);
    int[] places =
        order == BlockOrder.DCR
            ? Transpose.places(
                List.of(block, block, channels, height, width), List.of(2, 3, 0, 4, 1))
            : Transpose.places(
                List.of(channels, block, block, height, width), List.of(0, 3, 1, 4, 2));
    float[] result = AxisMaps.pick(Operands.data(inputs, 0), places, 0);
    return List.of(Operands.result(this, inputs, result));
  }
}
