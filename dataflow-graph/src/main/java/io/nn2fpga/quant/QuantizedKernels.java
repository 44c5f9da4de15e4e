package io.nn2fpga.quant;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a kernel set makes codes of the exact integers that an operator sums up, and which codes it
 * makes of real numbers where only the weights are codes: the one place where frameworks differ.
 * Every function to codes is monotone in each argument, which the search for a circuit relies on.
 *
 * <p>A clamp that the operator includes (RELU, RELU6) is part of the result's grid.
 */
public interface QuantizedKernels {

  /**
   * The functions of a kernel set.
   *
   * @throws IllegalArgumentException if the set has none of its own: {@link KernelSet#QONNX} is
   *     what its chain of float operators computes
   */
  static QuantizedKernels of(KernelSet set) {
    return switch (set) {
      case ONNX -> new OnnxKernels();
      case TFLITE_XNNPACK -> new XnnpackKernels();
      case TFLITE_BUILTIN -> new BuiltinKernels();
      case TFLITE_REFERENCE -> new ReferenceKernels();
      case QONNX -> throw new IllegalArgumentException("no kernels of its own: " + set);
    };
  }

  /**
   * A convolution, a fully connected layer or a matrix product.
   *
   * @param inputScale s_x
   * @param weightScale s_w of the output channel
   * @param result of the output
   * @return from acc = Σ (w − z_w)·(q − z_x) + b, b in steps of s_x·s_w, to the code
   */
  LongToIntFunction linear(float inputScale, float weightScale, CodeGrid result);

  /**
   * The same where a set rounds by the loop that it uses: TFLite's do.
   *
   * @param input all codes of the input's type; unsigned ones have loops of their own
   */
  default LongToIntFunction linear(
      LinearKind kind, CodeGrid input, float weightScale, CodeGrid result) {
    return linear(input.scale(), weightScale, result);
  }

  /**
   * Codes on another grid.
   *
   * @return from a code of {@code input} to one of {@code result}
   */
  LongToIntFunction requantize(CodeGrid input, CodeGrid result);

  /**
   * Codes that are brought to the grid of what they are concatenated with.
   *
   * @return from a code of {@code input} to one of {@code result}
   */
  default LongToIntFunction concatenate(CodeGrid input, CodeGrid result) {
    return requantize(input, result);
  }

  /**
   * The mean over a window.
   *
   * @param input of the codes that are summed
   * @param places how many of them: the window's places inside the frame
   * @param divisor what the sum is divided by; more than {@code places} where padding counts
   * @return from S = Σ q, zero points included, to the code
   */
  LongToIntFunction averagePool(CodeGrid input, int places, int divisor, CodeGrid result);

  /**
   * The mean of all elements along some axes.
   *
   * @param input of the codes that are summed
   * @param places how many of them
   * @param image whether the axes are an image's rows and columns, and stay with extent 1
   * @return from S = Σ q, zero points included, to the code
   */
  default LongToIntFunction mean(CodeGrid input, int places, boolean image, CodeGrid result) {
    return averagePool(input, places, places, result);
  }

  /**
   * A sum of two values.
   *
   * @return from a code of {@code a} and one of {@code b} to the code
   */
  IntBinaryOperator add(CodeGrid a, CodeGrid b, CodeGrid result);

  /**
   * A sum as a function of a sum of two integers, where a set computes it so.
   *
   * @param first from a code of {@code a} to its term
   * @param second from a code of {@code b} to its term
   * @param code from the sum of both terms, which fits 32 bits, to the code; never falls
   */
  record Terms(IntUnaryOperator first, IntUnaryOperator second, LongToIntFunction code) {}

  /** The terms of {@link #add}; null where it is no such function. */
  default @Nullable Terms terms(CodeGrid a, CodeGrid b, CodeGrid result) {
    return null;
  }

  /**
   * A product of two values.
   *
   * @return from (a − z_a)·(b − z_b) to the code
   */
  LongToIntFunction multiply(CodeGrid a, CodeGrid b, CodeGrid result);

  /**
   * A difference of two values.
   *
   * @return from a code of {@code a} and one of {@code b} to the code
   */
  default IntBinaryOperator subtract(CodeGrid a, CodeGrid b, CodeGrid result) {
    IntBinaryOperator sum = add(a, b, result);
    return (p, q) -> sum.applyAsInt(p, 2 * b.zeroPoint() - q); // the code of the negative
  }

  /**
   * x, or alpha·x below 0.
   *
   * @return from a code of {@code input} to one of {@code result}
   */
  default LongToIntFunction leakyRelu(float alpha, CodeGrid input, CodeGrid result) {
    return code -> {
      float real = (code - input.zeroPoint()) * input.scale();
      return result.code(Math.rint((real < 0 ? real * alpha : real) / result.scale()));
    };
  }

  /**
   * A linear operator whose weights are codes, and its input and result real numbers.
   *
   * @throws IllegalStateException if no operator of the set's framework quantizes its input so
   */
  default HybridKernel hybrid(HybridLayer layer) {
    throw new IllegalStateException("no kernels for " + layer);
  }

  /**
   * A depthwise convolution of real numbers by real weights.
   *
   * @param multiplier results of each channel
   * @param taps places of the window
   * @return null if its order is not known
   */
  default @Nullable RealSum depthwise(int multiplier, int taps) {
    return null;
  }
}
