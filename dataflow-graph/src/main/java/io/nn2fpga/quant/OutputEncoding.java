package io.nn2fpga.quant;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.TensorType;
import java.util.List;

/**
 * What the codes that the accelerator gives mean; all that a driver needs to make the model's
 * output of them.
 *
 * @param value the name of the model's value that the codes stand for, before the host steps
 * @param model that value's type, in the model's layout
 * @param produced a type of as many elements whose channels-last frame the codes are in; differs
 *     from {@code model} where the network ends by flattening
 * @param encoding scale and zero point
 * @param hostSteps what the driver does after dequantizing, in order
 */
public record OutputEncoding(
    String value,
    TensorType model,
    TensorType produced,
    Encoding encoding,
    List<HostStep> hostSteps) {

  /** Copies the list. */
  public OutputEncoding {
    hostSteps = List.copyOf(hostSteps);
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
      values[frame.order().get(i)] = (float) encoding.dequantize(codes.data()[i]);
    }
    return new FloatTensor(new TensorType(model.shape(), FloatElement.F32), values);
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
