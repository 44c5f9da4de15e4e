package io.nn2fpga.ops.spacetodepth;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Blocks of pixels become channels: y[h, w, (i·b + j)·C + c] = x[h·b + i, w·b + j, c], as ONNX and
 * TFLite order them.
 *
 * <p>Operand: x {@code [b·H, b·W, C]}. Result: {@code [H, W, b²·C]} of the same element type.
 *
 * @param block b, at least 1
 */
public record SpaceToDepth(int block) implements IntegerOperation {

  /** Checks the block. */
  public SpaceToDepth {
    if (block < 1) {
      throw new IllegalArgumentException("block of " + block);
    }
  }

  @Override
  public String mnemonic() {
    return "space-to-depth";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    if (x.extent(0) % block != 0 || x.extent(1) % block != 0) {
      throw new IllegalArgumentException("blocks of " + block + " x " + block + " of " + x);
    }
    return List.of(resultType(x));
  }

  private TensorType resultType(TensorType x) {
    return TensorType.of(
        x.element(), x.extent(0) / block, x.extent(1) / block, x.extent(2) * block * block);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int channels = x.type().extent(2);
    int width = x.type().extent(1);
    int[] result = new int[type.size()];
    for (int pixel = 0; pixel < x.type().extent(0) * width; pixel++) {
      int row = pixel / width;
      int column = pixel % width;
      int place = row % block * block + column % block;
      int to = (row / block * type.extent(1) + column / block) * type.extent(2);
      System.arraycopy(x.data(), pixel * channels, result, to + place * channels, channels);
    }
    return List.of(new IntTensor(type, result));
  }
}
