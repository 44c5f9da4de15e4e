package io.nn2fpga.ops.depthtospace;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import java.util.List;

/**
 * Blocks of channels become blocks of pixels: y[h·b + i, w·b + j, c] is x[h, w, (i·b + j)·C' + c],
 * or, with {@code channelMajor}, x[h, w, (c·b + i)·b + j]. ONNX calls these modes DCR and CRD;
 * TFLite has the first.
 *
 * <p>Operand: x {@code [H, W, b²·C']}. Result: {@code [b·H, b·W, C']} of the same element type.
 *
 * @param block b, at least 1
 * @param channelMajor whether a result channel's block lies together in x (CRD)
 */
public record DepthToSpace(int block, boolean channelMajor) implements IntegerOperation {

  /** Checks the block. */
  public DepthToSpace {
    if (block < 1) {
      throw new IllegalArgumentException("block of " + block);
    }
  }

  @Override
  public String mnemonic() {
    return "depth-to-space";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    TensorType x = Operands.frame(inputs, 0);
    if (x.extent(2) % (block * block) != 0) {
      throw new IllegalArgumentException(
          "blocks of " + block + " x " + block + " out of the channels of " + x);
    }
    return List.of(resultType(x));
  }

  private TensorType resultType(TensorType x) {
    return TensorType.of(
        x.element(), block * x.extent(0), block * x.extent(1), x.extent(2) / (block * block));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    TensorType type = resultType(x.type());
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    for (int at = 0; at < result.length; at++) {
      int c = at % channels;
      int column = at / channels % type.extent(1);
      int row = at / channels / type.extent(1);
      int place = row % block * block + column % block;
      int channel = channelMajor ? c * block * block + place : place * channels + c;
      int pixel = row / block * x.type().extent(1) + column / block;
      result[at] = x.data()[pixel * x.type().extent(2) + channel];
    }
    return List.of(new IntTensor(type, result));
  }
}
