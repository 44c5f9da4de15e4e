package io.nn2fpga.lower;

import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.LinearKind;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.function.LongToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How integers of the integer graph stand for real numbers, by channel of their frame. A flattened
 * frame has the channels of its pixels in turn, so places count modulo the channels.
 */
sealed interface Origin {

  /** The real number, as binary32 operators on real numbers would give it. */
  float real(int channel, long integer);

  /** real = scale · (integer − zero), in binary64. */
  double scale(int channel);

  /** The integer of the real number 0, not always a whole number. */
  double zero(int channel);

  /** From integers to codes of a result by a kernel set; null if it has no function for these. */
  @Nullable LongToIntFunction kernel(QuantizedKernels kernels, int channel, CodeGrid result);

  /**
   * Codes themselves, before they are dequantized.
   *
   * @param grid what their quantizer says they mean; null for an input of codes
   */
  record Codes(@Nullable CodeGrid grid) implements Origin {
    @Override
    public float real(int channel, long integer) {
      return integer;
    }

    @Override
    public double scale(int channel) {
      return grid == null ? 1 : grid.scale();
    }

    @Override
    public double zero(int channel) {
      return grid == null ? 0 : grid.zeroPoint();
    }

    @Override
    public @Nullable LongToIntFunction kernel(QuantizedKernels kernels, int c, CodeGrid result) {
      return null;
    }
  }

  /** Dequantized codes. */
  record Grid(CodeGrid grid) implements Origin {
    @Override
    public float real(int channel, long integer) {
      return (float) (integer - grid.zeroPoint()) * grid.scale();
    }

    @Override
    public double scale(int channel) {
      return grid.scale();
    }

    @Override
    public double zero(int channel) {
      return grid.zeroPoint();
    }

    @Override
    public LongToIntFunction kernel(QuantizedKernels kernels, int c, CodeGrid result) {
      return kernels.requantize(grid, result);
    }
  }

  /**
   * Sums of products: acc = integer + constants[c], real = s_x·s_w[c]·acc + biases[c].
   *
   * @param kind of the operator
   * @param input all codes of the input's type
   * @param weightScales s_w
   * @param constants zero points' share and biases in steps of s_x·s_w
   * @param biases of other steps; null if there are none
   */
  @SuppressWarnings("ArrayRecordComponent") // by channel; never compared
  record Products(
      LinearKind kind,
      CodeGrid input,
      float[] weightScales,
      long[] constants,
      double @Nullable [] biases)
      implements Origin {
    @Override
    public float real(int channel, long integer) {
      double exact = scale(channel) * (integer + constants[at(channel)]);
      return (float) (biases == null ? exact : exact + biases[at(channel)]);
    }

    private int at(int channel) {
      return channel % constants.length;
    }

    @Override
    public double scale(int channel) {
      return (double) input.scale() * weightScales[at(channel)];
    }

    @Override
    public double zero(int channel) {
      double bias = biases == null ? 0 : biases[at(channel)] / scale(channel);
      return -constants[at(channel)] - bias;
    }

    @Override
    public @Nullable LongToIntFunction kernel(QuantizedKernels kernels, int c, CodeGrid result) {
      if (biases != null) {
        return null;
      }
      LongToIntFunction ofSum = kernels.linear(kind, input, weightScales[at(c)], result);
      long constant = constants[at(c)];
      return integer -> ofSum.applyAsInt(integer + constant);
    }
  }

  /** Products of two values without their zero points. */
  record Product(CodeGrid first, CodeGrid second) implements Origin {
    @Override
    public float real(int channel, long integer) {
      return (float) (scale(channel) * integer);
    }

    @Override
    public double scale(int channel) {
      return (double) first.scale() * second.scale();
    }

    @Override
    public double zero(int channel) {
      return 0;
    }

    @Override
    public LongToIntFunction kernel(QuantizedKernels kernels, int c, CodeGrid result) {
      return kernels.multiply(first, second, result);
    }
  }

  /**
   * Sums of codes, zero points included, of which the mean is meant.
   *
   * @param places how many are summed
   * @param window which says what it is divided by, and by which kernel
   */
  record Total(CodeGrid grid, int places, MeanWindow window) implements Origin {
    @Override
    public float real(int channel, long integer) {
      long exact = integer - (long) places * grid.zeroPoint();
      return (float) ((double) grid.scale() * exact / window.divisor(places));
    }

    @Override
    public double scale(int channel) {
      return (double) grid.scale() / window.divisor(places);
    }

    @Override
    public double zero(int channel) {
      return (double) places * grid.zeroPoint();
    }

    @Override
    public LongToIntFunction kernel(QuantizedKernels kernels, int c, CodeGrid result) {
      return window.map(kernels, grid, places, result);
    }
  }

  /**
   * Exact sums of two values whose scales are whole multiples of a step.
   *
   * @param step the greatest common one
   * @param zeroPoint the integer of 0
   */
  record Steps(double step, long zeroPoint) implements Origin {
    @Override
    public float real(int channel, long integer) {
      return (float) (step * (integer - zeroPoint));
    }

    @Override
    public double scale(int channel) {
      return step;
    }

    @Override
    public double zero(int channel) {
      return zeroPoint;
    }

    @Override
    public @Nullable LongToIntFunction kernel(QuantizedKernels kernels, int c, CodeGrid result) {
      return null;
    }
  }
}
