package io.nn2fpga.lower;

import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.RealRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What quantization settled for one layer.
 *
 * @param layer name of the layer's first int-level node
 * @param value the model's value that the layer's codes stand for
 * @param fused names of the model's nodes that became part of the layer, in order
 * @param weightBits width of the weights; null where there are none
 * @param accumulatorBits width of the sums
 * @param shift bits that the requantization drops
 * @param requantizationError largest error of the requantization's integers before rounding, in
 *     output steps
 * @param range the real numbers that the codes were spread over
 * @param encoding of the layer's codes
 */
public record LayerNote(
    String layer,
    String value,
    List<String> fused,
    @Nullable Integer weightBits,
    int accumulatorBits,
    int shift,
    double requantizationError,
    RealRange range,
    Encoding encoding) {

  /** Copies the list. */
  public LayerNote {
    fused = List.copyOf(fused);
  }
}
