package io.nn2fpga.ops.averagepool;

import io.nn2fpga.arith.Saturation;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.Window;
import java.util.Arrays;
import java.util.List;

/**
 * Average over a sliding window, requantized: y = clamp((m[k]·S + o[k]) &gt;&gt; shift, min, max)
 * with S the sum of the codes of the frame's pixels under the window, in 64 bits.
 *
 * <p>k is the class of the window: without padding 0; with padding (rows − 1)·KW + (columns − 1),
 * where rows × columns is the part of the window inside the frame. So one constant a class says
 * what the padded places contribute.
 *
 * <p>Operands: x {@code [H, W, C]}, multiplier m {@code [classes]}, offset o {@code [classes]} (a
 * {@link LongTensor}). Result: {@code [OH, OW, C]}.
 *
 * @param kernel KH, KW
 * @param strides rows, columns
 * @param pads top, left, bottom, right; each smaller than the kernel
 * @param shift 0 to 62
 * @param min smallest code
 * @param max largest code
 * @param output holds min and max
 */
public record AveragePool(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    int shift,
    int min,
    int max,
    IntegerElement output)
    implements IntegerOperation {

  /** Copies and checks the attributes. */
  public AveragePool {
    Window window = new Window(kernel, strides, pads).requireNoEmptyWindow();
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
    if (shift < 0 || shift > 62) {
      throw new IllegalArgumentException("shift " + shift + " is not in 0..62");
    }
    if (min > max || !output.holds(min) || !output.holds(max)) {
      throw new IllegalArgumentException("clamp to [" + min + ", " + max + "] in " + output);
    }
    Operands.requireInt(output);
  }

  @Override
  public String mnemonic() {
    return "average-pool";
  }

  /** The geometry. */
  public Window window() {
    return new Window(kernel, strides, pads);
  }

  /** How many classes of windows there are: 1 without padding, else KH·KW. */
  public int classes() {
    return window().isPadded() ? kernel.get(0) * kernel.get(1) : 1;
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    TensorType x = Operands.frame(inputs, 0);
    Operands.requireExtent(Operands.integers(inputs, 1, 1), 0, classes(), "multiplier");
    Operands.requireExtent(Operands.integers(inputs, 2, 1), 0, classes(), "offset");
    return List.of(resultType(x));
  }

  private TensorType resultType(TensorType x) {
    return window().result(x, output, x.extent(2));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    int[] multiplier = ((IntTensor) inputs.get(1)).data();
    long[] offset = ((LongTensor) inputs.get(2)).data();
    TensorType type = resultType(x.type());
    int channels = type.extent(2);
    int[] result = new int[type.size()];
    long[] sums = new long[channels];
    int at = 0;
    for (int oy = 0; oy < type.extent(0); oy++) {
      for (int ox = 0; ox < type.extent(1); ox++) {
        int top = oy * strides.get(0) - pads.get(0);
        int left = ox * strides.get(1) - pads.get(1);
        int windowClass = multiplier.length == 1 ? 0 : windowClass(x.type(), top, left);
        sum(x, top, left, sums);
        for (int c = 0; c < channels; c++) {
          long y = (multiplier[windowClass] * sums[c] + offset[windowClass]) >> shift;
          result[at++] = Saturation.clamp(y, min, max);
        }
      }
    }
    return List.of(new IntTensor(type, result));
  }

  private int windowClass(TensorType x, int top, int left) {
    int rows = Math.min(x.extent(0), top + kernel.get(0)) - Math.max(0, top);
    int columns = Math.min(x.extent(1), left + kernel.get(1)) - Math.max(0, left);
    return (rows - 1) * kernel.get(1) + columns - 1;
  }

  private void sum(IntTensor x, int top, int left, long[] sums) {
    int width = x.type().extent(1);
    int channels = sums.length;
    int bottom = Math.min(x.type().extent(0), top + kernel.get(0));
    int right = Math.min(width, left + kernel.get(1));
    Arrays.fill(sums, 0);
    for (int y = Math.max(0, top); y < bottom; y++) {
      for (int column = Math.max(0, left); column < right; column++) {
        int from = (y * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          sums[c] += x.data()[from + c];
        }
      }
    }
  }
}
