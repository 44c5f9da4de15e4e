package io.nn2fpga.lower;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.ChannelsLast;

/**
 * Codes of a quantized model that the integer graph computes.
 *
 * @param value the model's value
 * @param integers the integer graph's value
 * @param laidOut a type whose channels-last frame holds the elements in their order
 */
public record ObservedCodes(String value, String integers, TensorType laidOut) {

  /** A frame of the integer graph as the elements of the model's value, row major. */
  public int[] ordered(IntTensor frame) {
    ChannelsLast order = ChannelsLast.of(laidOut);
    int[] codes = new int[order.size()];
    for (int i = 0; i < codes.length; i++) {
      codes[order.order().get(i)] = frame.data()[i];
    }
    return codes;
  }
}
