package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.nn.CodedValue.Coded;
import io.nn2fpga.nn.CodedValue.Dynamic;
import io.nn2fpga.quant.DynamicGrid;
import io.nn2fpga.quant.HybridKernel;
import io.nn2fpga.quant.HybridLayer;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.List;

/** Linear operators on real numbers whose weights are codes, as a kernel set computes them. */
final class HybridArithmetic {
  private final QuantizedKernels kernels;

  HybridArithmetic(QuantizedKernels kernels) {
    this.kernels = kernels;
  }

  /** Whether {@link #real} computes an operator with these operands. */
  static boolean knows(NnOperation operation, List<CodedValue> operands) {
    boolean linear =
        operation instanceof Conv
            || operation instanceof ConvTranspose
            || operation instanceof Dense
            || operation instanceof MatMul;
    return linear
        && operands.get(0) instanceof Dynamic
        && operands.get(1) instanceof Coded weights
        && (weights.scale().data().length == 1 || weights.axis() == channelAxis(operation));
  }

  /** The axis of the weights that counts the result's channels. */
  private static int channelAxis(NnOperation operation) {
    return operation instanceof ConvTranspose || operation instanceof MatMul ? 1 : 0;
  }

  /** The result of an operator that is known. */
  FloatTensor real(NnOperation operation, List<CodedValue> operands) {
    Dynamic x = (Dynamic) operands.get(0);
    Coded weights = (Coded) operands.get(1);
    HybridKernel kernel = kernels.hybrid(layer(operation, x, weights));
    // A matrix has a row for each place; everything else has channels first.
    boolean rows = operation instanceof MatMul;
    int features = rows ? x.numbers().type().extent(-1) : x.numbers().type().extent(0);
    int places = x.numbers().data().length / features;
    Lines lines = new Lines(kernel.eachPlace() ? places : 1, rows, places, features);
    float[] scales = new float[lines.count];
    FloatTensor differences = lines.quantized(x.numbers(), kernel.grid(), scales);
    FloatTensor codes = NnInterpreter.numbers(weights.codes());
    // Sums of products of codes are exact in binary64, and rounded to binary32 once.
    FloatTensor sums = (FloatTensor) operation.evaluate(List.of(differences, codes)).get(0);
    float[] result = new float[sums.data().length];
    int channels = weights.codes().type().extent(channelAxis(operation));
    int perChannel = result.length / channels;
    float[] weightScales = weights.scale().data();
    float[] bias = operands.size() == 3 ? numbers(operands.get(2)) : new float[channels];
    for (int i = 0; i < result.length; i++) {
      int channel = rows ? i % channels : i / perChannel;
      int place = rows ? i / channels : i % perChannel;
      result[i] =
          kernel
              .scaling()
              .real(
                  sums.data()[i],
                  scales[lines.count == 1 ? 0 : place],
                  weightScales[weightScales.length == 1 ? 0 : channel],
                  bias[channel]);
    }
    return new FloatTensor(sums.type(), result);
  }

  private static float[] numbers(CodedValue value) {
    return ((FloatTensor) value.tensor()).data();
  }

  private static HybridLayer layer(NnOperation operation, Dynamic x, Coded weights) {
    float[] scales = weights.scale().data();
    boolean oneScale = true;
    for (float scale : scales) {
      oneScale &= scale == scales[0];
    }
    boolean pointwise =
        operation instanceof Conv conv
            && conv.kernel().equals(List.of(1, 1))
            && conv.strides().equals(List.of(1, 1))
            && conv.pads().equals(List.of(0, 0, 0, 0));
    return new HybridLayer(
        x.how().reader(),
        pointwise,
        operation instanceof Conv conv && conv.group() > 1,
        oneScale,
        ((IntegerElement) weights.codes().type().element()).bits(),
        x.how().asymmetric());
  }

  /**
   * Which elements of an operand share a scale.
   *
   * @param count of lines; 1 or {@code places}
   * @param rows whether a place's features are neighbours, or {@code places} apart
   */
  private record Lines(int count, boolean rows, int places, int features) {

    /**
     * q − z of each element.
     *
     * @param scales is given the scale of each line
     */
    FloatTensor quantized(FloatTensor x, DynamicGrid grid, float[] scales) {
      float[] result = new float[x.data().length];
      int length = result.length / count;
      float[] line = new float[length];
      for (int l = 0; l < count; l++) {
        for (int i = 0; i < length; i++) {
          line[i] = x.data()[place(l, i)];
        }
        DynamicGrid.Codes codes = grid.codes(line);
        scales[l] = codes.scale();
        for (int i = 0; i < length; i++) {
          result[place(l, i)] = codes.differences()[i];
        }
      }
      return new FloatTensor(x.type(), result);
    }

    private int place(int line, int index) {
      return rows || count == 1 ? line * features + index : index * places + line;
    }
  }
}
