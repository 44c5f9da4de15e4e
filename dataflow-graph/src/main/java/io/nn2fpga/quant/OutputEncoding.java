package io.nn2fpga.quant;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/**
 * What the codes that the accelerator gives mean, real = scale[c] · (code − zeroPoint[c]); all that
 * a driver needs to make the model's output of them.
 *
 * @param value the name of the model's value that the codes stand for, before the host steps
 * @param model that value's type, in the model's layout
 * @param produced a type of as many elements whose channels-last frame the codes are in; differs
 *     from {@code model} where the network ends by flattening
 * @param element of the codes
 * @param scales one for all channels of the frame, or one a channel; positive
 * @param zeroPoints one for all channels, or one a channel; not always whole numbers: sums have
 *     their biases in them
 * @param hostSteps what the driver does after dequantizing, in order
 */
public record OutputEncoding(
    String value,
    TensorType model,
    TensorType produced,
    IntegerElement element,
    List<Double> scales,
    List<Double> zeroPoints,
    List<HostStep> hostSteps) {

  /** Copies the lists. */
  public OutputEncoding {
    scales = List.copyOf(scales);
    zeroPoints = List.copyOf(zeroPoints);
    hostSteps = List.copyOf(hostSteps);
  }

  /** Codes of one encoding for all channels. */
  public OutputEncoding(
      String value,
      TensorType model,
      TensorType produced,
      Encoding encoding,
      List<HostStep> hostSteps) {
    this(
        value,
        model,
        produced,
        encoding.element(),
        List.of(encoding.scale()),
        List.of((double) encoding.zeroPoint()),
        hostSteps);
  }

  /**
   * The model's value that a frame of codes stands for, before the host steps.
   *
   * @param codes the accelerator's output; only the order of its elements matters
   */
  public FloatTensor dequantize(IntTensor codes) {
    ChannelsLast frame = ChannelsLast.of(produced);
    float[] values = new float[frame.size()];
    for (int i = 0; i < values.length; i++) {
      double scale = scales.get(i % scales.size());
      double zero = zeroPoints.get(i % zeroPoints.size());
      values[frame.order().get(i)] = (float) (scale * (codes.data()[i] - zero));
    }
    return new FloatTensor(new TensorType(model.shape(), FloatElement.F32), values);
  }

  /** The codes in the model's layout. */
  public IntTensor ordered(IntTensor codes) {
    ChannelsLast frame = ChannelsLast.of(produced);
    int[] values = new int[frame.size()];
    for (int i = 0; i < values.length; i++) {
      values[frame.order().get(i)] = codes.data()[i];
    }
    return new IntTensor(new TensorType(model.shape(), element), values);
  }

  /** The index, in the model's order, of the largest element; the lowest of equal ones. */
  public int top1(IntTensor codes) {
    return top1(dequantize(codes));
  }

  /** The index of the largest element, in the tensor's order; the lowest of equal ones. */
  public static int top1(FloatTensor tensor) {
    float[] values = tensor.data();
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
