package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.CodedValue.Coded;
import io.nn2fpga.nn.CodedValue.Pending;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.LinearKind;
import io.nn2fpga.quant.QuantizedKernels;
import io.nn2fpga.quant.QuantizedLines;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntBinaryOperator;
import java.util.function.LongToIntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Operators on codes as a kernel set computes them. */
final class KernelArithmetic {
  private final QuantizedKernels kernels;

  KernelArithmetic(QuantizedKernels kernels) {
    this.kernels = kernels;
  }

  /** Whether {@link #codes} computes an operator with these operands, the first uniform codes. */
  boolean knows(NnOperation operation, List<CodedValue> operands) {
    if (CodedOperators.isLinear(operation)) {
      return operands.get(1) instanceof Coded weights
          && (weights.isUniform() || weights.axis() == 0)
          && (operands.size() == 2 || operands.get(2) instanceof Coded);
    }
    boolean uniform = operands.stream().allMatch(o -> o instanceof Coded c && c.isUniform());
    return uniform && CodedOperators.isOfCodes(operation, rank(operands.get(0)));
  }

  private static int rank(CodedValue value) {
    return ((Coded) value).codes().type().shape().size();
  }

  /** An operator's result on a grid; what is done to it afterwards is left out. */
  IntTensor codes(Pending value, CodeGrid whole, IntegerElement element) {
    CodeGrid grid = CodedOperators.clamped(whole, value.lo(), value.hi());
    NnOperation operation = value.operation();
    List<CodedValue> operands = value.operands();
    Coded x = (Coded) operands.get(0);
    List<Integer> shape =
        operation == null ? x.codes().type().shape() : CodedValue.type(operation, operands).shape();
    TensorType type = new TensorType(shape, element);
    return new IntTensor(type, data(operation, operands, x, grid));
  }

  private int[] data(
      @Nullable NnOperation operation, List<CodedValue> operands, Coded x, CodeGrid grid) {
    if (operation == null) {
      return moved(x, grid, kernels::requantize).data();
    }
    if (operation instanceof Conv conv) {
      return convolution(conv, operands, x, grid);
    }
    if (operation instanceof Dense) {
      Coded weights = (Coded) operands.get(1);
      int[] zeros = integers(weights.zero(), weights.codes().type().extent(0));
      long[] sums = IntegerSums.dense(x.codes(), x.grid().zeroPoint(), weights.codes(), zeros);
      return finished(
          sums, operands, scale -> kernels.linear(LinearKind.DENSE, x.grid(), scale, grid));
    }
    if (operands.size() == 2 && !(operation instanceof Concat)) {
      return combined(operation, x, (Coded) operands.get(1), grid);
    }
    if (operation instanceof Concat concat) {
      List<IntTensor> parts =
          operands.stream().map(part -> moved((Coded) part, grid, kernels::concatenate)).toList();
      return CodedValue.rearranged(concat, parts).data();
    }
    if (operation instanceof AveragePool pool) {
      return means(pool, x, grid);
    }
    if (operation instanceof GlobalAveragePool) {
      return means(CodedOperators.whole(x.codes().type()), x, grid);
    }
    if (operation instanceof Reduce mean) {
      return means(mean, x, grid);
    }
    if (operation instanceof Unary unary) {
      float alpha = (float) unary.alpha();
      return moved(x, grid, (in, out) -> kernels.leakyRelu(alpha, in, out)).data();
    }
    if (operation instanceof Softmax) {
      return lines(x, line -> QuantizedLines.softmax(line, x.grid(), grid));
    }
    if (operation instanceof L2Normalize) {
      return lines(x, line -> QuantizedLines.l2Normalize(line, x.grid(), grid));
    }
    throw new IllegalStateException(operation.mnemonic() + " on codes");
  }

  private int[] convolution(Conv conv, List<CodedValue> operands, Coded x, CodeGrid grid) {
    Coded weights = (Coded) operands.get(1);
    int[] zeros = integers(weights.zero(), weights.codes().type().extent(0));
    long[] sums = IntegerSums.of(conv, x.codes(), x.grid().zeroPoint(), weights.codes(), zeros);
    LinearKind kind = CodedOperators.kind(conv, weights.codes().type());
    return finished(sums, operands, scale -> kernels.linear(kind, x.grid(), scale, grid));
  }

  /** The function of one output channel. */
  private interface ChannelFunction {
    LongToIntFunction of(float weightScale);
  }

  /** Adds the bias to sums, channels outermost, and makes codes of them. */
  private static int[] finished(long[] sums, List<CodedValue> operands, ChannelFunction function) {
    float[] scales = ((Coded) operands.get(1)).scale().data();
    int channels = ((Coded) operands.get(1)).codes().type().extent(0);
    int places = sums.length / channels;
    int[] codes = new int[sums.length];
    for (int c = 0; c < channels; c++) {
      long bias = operands.size() == 3 ? ((Coded) operands.get(2)).codes().data()[c] : 0;
      LongToIntFunction code = function.of(scales[scales.length == 1 ? 0 : c]);
      for (int i = c * places; i < (c + 1) * places; i++) {
        codes[i] = code.applyAsInt(sums[i] + bias);
      }
    }
    return codes;
  }

  /** Codes on another grid; the same ones, clamped, if only its ends differ. */
  private static IntTensor moved(
      Coded x, CodeGrid grid, BiFunction<CodeGrid, CodeGrid, LongToIntFunction> function) {
    LongToIntFunction code =
        x.grid().isSameAs(grid)
            ? q -> (int) Math.max(grid.min(), Math.min(grid.max(), q))
            : function.apply(x.grid(), grid);
    int[] codes = new int[x.codes().data().length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = code.applyAsInt(x.codes().data()[i]);
    }
    return new IntTensor(x.codes().type(), codes);
  }

  private int[] combined(NnOperation operation, Coded a, Coded b, CodeGrid grid) {
    int[] left = repeated(a, b);
    int[] right = repeated(b, a);
    IntBinaryOperator code = CodePairs.of(operation, kernels, a.grid(), b.grid(), grid);
    int[] codes = new int[left.length];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = code.applyAsInt(left[i], right[i]);
    }
    return codes;
  }

  /** A function of each line along the last axis. */
  private static int[] lines(Coded x, UnaryOperator<int[]> function) {
    int[] codes = x.codes().data();
    int length = x.codes().type().extent(-1);
    int[] result = new int[codes.length];
    for (int first = 0; first < codes.length; first += length) {
      int[] line = function.apply(Arrays.copyOfRange(codes, first, first + length));
      System.arraycopy(line, 0, result, first, length);
    }
    return result;
  }

  private int[] means(Reduce mean, Coded x, CodeGrid grid) {
    List<Integer> shape = x.codes().type().shape();
    int places = mean.axes().stream().map(shape::get).reduce(1, (a, b) -> a * b);
    boolean image = CodedOperators.isOfImage(mean, shape.size());
    Reduce sums = new Reduce(ReduceFunction.SUM, mean.axes(), mean.keepDims());
    int[] codes = CodedValue.rearranged(sums, List.of(x.codes())).data().clone();
    LongToIntFunction code = kernels.mean(x.grid(), places, image, grid);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = code.applyAsInt(codes[i]);
    }
    return codes;
  }

  /** Codes repeated to the shape that two operands have in common. */
  private static int[] repeated(Coded x, Coded other) {
    FloatTensor zeros =
        new FloatTensor(
            NnInterpreter.numbers(other.codes()).type(), new float[other.codes().data().length]);
    FloatTensor sum =
        (FloatTensor) new Add().evaluate(List.of(NnInterpreter.numbers(x.codes()), zeros)).get(0);
    return integers(sum, sum.data().length);
  }

  private int[] means(AveragePool pool, Coded x, CodeGrid grid) {
    int whole = pool.kernel().get(0) * pool.kernel().get(1);
    float[] codes =
        Pooling.reduce(
            pool,
            NnInterpreter.numbers(x.codes()),
            (data, plane, width, rows, columns) -> {
              long sum = 0;
              for (int y = rows.first(); y < rows.end(); y += rows.step()) {
                for (int i = columns.first(); i < columns.end(); i += columns.step()) {
                  sum += (long) data[plane + y * width + i];
                }
              }
              int places = rows.places() * columns.places();
              int divisor = pool.countIncludePad() ? whole : places;
              return kernels.averagePool(x.grid(), places, divisor, grid).applyAsInt(sum);
            });
    int[] result = new int[codes.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (int) codes[i];
    }
    return result;
  }

  /** Whole numbers, one repeated as often as needed. */
  private static int[] integers(FloatTensor numbers, int count) {
    int[] result = new int[count];
    for (int i = 0; i < count; i++) {
      result[i] = (int) numbers.data()[numbers.data().length == 1 ? 0 : i];
    }
    return result;
  }
}
