package io.nn2fpga.quant;

import java.util.List;
import java.util.Map;

/**
 * What calibration settles: the ranges that codes are spread over, and what is added to biases.
 *
 * @param ranges by the value's name
 * @param biasCorrections real numbers to add to a linear layer's biases, one an output channel, by
 *     the layer's name; layers without correction are left out
 */
public record Calibration(
    Map<String, RealRange> ranges, Map<String, List<Double>> biasCorrections) {

  /** Copies the maps. */
  public Calibration {
    ranges = Map.copyOf(ranges);
    biasCorrections = Map.copyOf(biasCorrections);
  }

  /** Ranges without corrections. */
  public Calibration(Map<String, RealRange> ranges) {
    this(ranges, Map.of());
  }

  /** The same ranges with other corrections. */
  public Calibration withBiasCorrections(Map<String, List<Double>> corrections) {
    return new Calibration(ranges, corrections);
  }

  /** The range of a value; asking for one that was not observed is a bug. */
  public RealRange range(String value) {
    RealRange range = ranges.get(value);
    if (range == null) {
      throw new IllegalStateException("'" + value + "' was not observed in calibration");
    }
    return range;
  }

  /** Whether a value was observed. */
  public boolean has(String value) {
    return ranges.containsKey(value);
  }

  /** What is added to the bias of a layer's output channel; 0 without correction. */
  public double biasCorrection(String layer, int channel) {
    List<Double> corrections = biasCorrections.get(layer);
    return corrections == null ? 0 : corrections.get(channel);
  }
}
