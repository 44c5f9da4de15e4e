package io.nn2fpga.lower;

import io.nn2fpga.ir.TensorType;
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
 * @param laidOut a type whose channels-last frame holds the codes in their order, in the model's
 *     layout; not the value's own type after flattening
 * @param sums what the sums of products mean; null where there are no weights, and in a model that
 *     came quantized
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
    Encoding encoding,
    TensorType laidOut,
    @Nullable Sums sums) {

  /** Copies the list. */
  public LayerNote {
    fused = List.copyOf(fused);
  }

  /**
   * Sums of products as real numbers: scale[oc]·sum + constant[oc] is what the model's linear
   * operator gives, with quantized weights and inputs.
   *
   * @param value name of the sums in the integer graph, {@code [OH, OW, OC]}
   * @param scales one an output channel
   * @param constants bias, its correction, and what the zero points of the inputs come to; one an
   *     output channel
   */
  public record Sums(String value, List<Double> scales, List<Double> constants) {
    /** Copies the lists. */
    public Sums {
      scales = List.copyOf(scales);
      constants = List.copyOf(constants);
    }
  }

  /** The same with what is known only when the whole network is lowered. */
  LayerNote completed(TensorType order, @Nullable Sums found) {
    return new LayerNote(
        layer,
        value,
        fused,
        weightBits,
        accumulatorBits,
        shift,
        requantizationError,
        range,
        encoding,
        order,
        found);
  }
}
