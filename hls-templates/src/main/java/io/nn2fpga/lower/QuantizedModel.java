package io.nn2fpga.lower;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.RealRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network at the integer level, and what its input and output codes mean.
 *
 * @param graph the int-level graph: one input, one output
 * @param input how to make the input codes
 * @param output what the output codes mean
 * @param layers what was settled for each layer that requantizes, in order
 * @param inputRange the calibrated range of the input; null if it was not needed and not observed
 */
public record QuantizedModel(
    Graph graph,
    InputEncoding input,
    OutputEncoding output,
    List<LayerNote> layers,
    @Nullable RealRange inputRange) {

  /** Copies the list. */
  public QuantizedModel {
    layers = List.copyOf(layers);
  }
}
