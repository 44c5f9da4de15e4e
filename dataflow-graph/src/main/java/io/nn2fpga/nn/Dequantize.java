package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Codes to real numbers, in binary32 as ONNX' DequantizeLinear: codes, scale, zero point, the
 * latter two f32 scalars or vectors along one axis, to (q − zeroPoint) · scale of the codes' shape.
 *
 * @param axis of the codes that a vector goes along; 0 if both are scalars
 */
public record Dequantize(int axis) implements NnOperation, PerAxisQuantization {

  /** Checks the axis. */
  public Dequantize {
    if (axis < 0) {
      throw new IllegalArgumentException("axis " + axis);
    }
  }

  @Override
  public String mnemonic() {
    return "dequantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 3, 3);
    if (!(inputs.get(0) instanceof TensorType codes)
        || !(codes.element() instanceof IntegerElement)) {
      throw new IllegalArgumentException("the input is " + inputs.get(0) + ", not of codes");
    }
    checkParameters(codes, inputs);
    return List.of(new TensorType(codes.shape(), FloatElement.F32));
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    IntTensor codes = (IntTensor) inputs.get(0);
    float[] scales = Operands.data(inputs, 1);
    float[] zeros = Operands.data(inputs, 2);
    int inner = inner(codes.type());
    float[] result = new float[codes.data().length];
    for (int i = 0; i < result.length; i++) {
      double difference = (double) codes.data()[i] - zeros[place(i, inner, zeros.length)];
      result[i] = (float) difference * scales[place(i, inner, scales.length)];
    }
    return List.of(Operands.result(this, inputs, result));
  }
}
