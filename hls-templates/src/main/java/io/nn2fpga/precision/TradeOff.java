package io.nn2fpga.precision;

import io.nn2fpga.quant.BitWidths;
import java.util.List;
import java.util.Map;

/**
 * What a search for bits of each layer found.
 *
 * @param metric what the loss is measured by: {@code top1}, points of top-1 below the float
 *     network's, or {@code agreement}, percent of samples on which the two name different classes
 * @param samples how many it was measured on
 * @param maxLoss the loss allowed
 * @param unit what costs count
 * @param start the network that the search started from, with the most bits
 * @param curve the cheapest networks measured at each loss, dearest first: no other one is as cheap
 *     and as good
 * @param chosen the cheapest one whose loss is within the loss allowed, with 95 % confidence
 * @param sensitivities of each number of bits that was varied, most sensitive first
 */
public record TradeOff(
    String metric,
    int samples,
    double maxLoss,
    String unit,
    Point start,
    List<Point> curve,
    Point chosen,
    List<Sensitivity> sensitivities) {

  /** Copies the lists. */
  public TradeOff {
    curve = List.copyOf(curve);
    sensitivities = List.copyOf(sensitivities);
  }

  /**
   * A network that was measured.
   *
   * @param cost in {@link TradeOff#unit}
   * @param loss in points; negative if it is better than the float network
   * @param standardError of the loss as an estimate from these samples, in points
   * @param weightBits mean over the weights of all layers
   * @param activationBits mean over the results of layers whose bits were searched
   * @param layers bits of each layer, by name
   */
  public record Point(
      double cost,
      double loss,
      double standardError,
      double weightBits,
      double activationBits,
      Map<String, BitWidths.Layer> layers) {
    /** Copies the map. */
    public Point {
      layers = Map.copyOf(layers);
    }
  }

  /**
   * How much the network's output suffers when one layer alone has few bits.
   *
   * @param layer its name
   * @param weights whether its weights, or else its result, had the bits
   * @param bits the fewest tried
   * @param noise by number of bits, from 2 up: power of the output's error over that of the float
   *     network's output, what the network has at the start subtracted
   */
  public record Sensitivity(String layer, boolean weights, int bits, List<Double> noise) {
    /** Copies the list. */
    public Sensitivity {
      noise = List.copyOf(noise);
    }
  }
}
