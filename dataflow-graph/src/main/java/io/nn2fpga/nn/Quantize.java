package io.nn2fpga.nn;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.List;

/**
 * Real numbers to codes, in binary32 as ONNX' QuantizeLinear and QONNX' Quant do it: x, scale, zero
 * point, the latter two f32 scalars or vectors along one axis of x, to codes of x's shape.
 *
 * <p>q = clamp(round(x / scale) + zeroPoint, min, max), or round(x / scale + zeroPoint) inside the
 * clamp if {@code zeroFirst}.
 *
 * @param element of the codes, 1 to 32 bits
 * @param min the least code, an {@code element}
 * @param max the largest code, an {@code element}
 * @param rounding how the quotient is rounded
 * @param axis of x that a vector of scales or zero points goes along; 0 if both are scalars
 * @param zeroFirst whether the zero point is added before rounding; differs for ties only
 */
public record Quantize(
    IntegerElement element, int min, int max, RoundingMode rounding, int axis, boolean zeroFirst)
    implements NnOperation, PerAxisQuantization {

  /** Checks the range. */
  public Quantize {
    if (!element.holds(min) || !element.holds(max) || min >= max || axis < 0) {
      throw new IllegalArgumentException(
          "codes [" + min + ", " + max + "] of " + element + ", axis " + axis);
    }
  }

  /** All codes of an element type, half to even: ONNX' QuantizeLinear. */
  public static Quantize of(IntegerElement element, int axis) {
    return new Quantize(
        element,
        Math.toIntExact(element.min()),
        Math.toIntExact(element.max()),
        RoundingMode.HALF_EVEN,
        axis,
        false);
  }

  @Override
  public String mnemonic() {
    return "quantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 3, 3);
    TensorType x = Operands.tensor(inputs, 0, "the input");
    checkParameters(x, inputs);
    return List.of(new TensorType(x.shape(), element));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    FloatTensor x = (FloatTensor) inputs.get(0);
    float[] scales = Operands.data(inputs, 1);
    float[] zeros = Operands.data(inputs, 2);
    int inner = inner(x.type());
    int[] codes = new int[x.data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] =
          code(
              x.data()[i],
              scales[place(i, inner, scales.length)],
              zeros[place(i, inner, zeros.length)]);
    }
    return List.of(new IntTensor(new TensorType(x.type().shape(), element), codes));
  }

  /** The code of one number. */
  public int code(float x, float scale, float zero) {
    float quotient = x / scale;
    if (Float.isNaN(quotient)) {
      quotient = 0; // ONNX leaves it open; ONNX Runtime on x86 gives the zero point's side
    }
    double rounded =
        zeroFirst ? rounding.round(quotient + zero) : rounding.round(quotient) + (double) zero;
    return (int) Math.max(min, Math.min(max, rounded));
  }
}
