package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import io.nn2fpga.op.Folding;
import java.util.List;

/**
 * A solved folding.
 *
 * @param schedule the choice
 * @param interval predicted cycles a frame: those of the slowest layer, its actors together
 * @param lowerBound no choice of the enumerated options within the budget has a smaller interval
 * @param layers what was chosen for each group of layers, in order
 * @param resources the estimate of the whole, converters and FIFOs between layers included
 * @param limit what stops a faster folding
 */
public record FoldingPlan(
    Schedule schedule,
    long interval,
    long lowerBound,
    List<Layer> layers,
    Resources resources,
    FoldingLimit limit) {

  /** Copies the list. */
  public FoldingPlan {
    layers = List.copyOf(layers);
  }

  /** How far the interval is above the bound, as a share of the bound; 0 is proven optimal. */
  public double gap() {
    return (double) (interval - lowerBound) / lowerBound;
  }

  /**
   * One group of layers.
   *
   * @param name the int-level node that has the folding
   * @param folding what was chosen
   * @param interval cycles a frame of its actors together, see {@link LayerInterval}
   * @param resources the estimate, converters and FIFOs included
   * @param options how many options were left to choose from
   */
  public record Layer(
      String name, Folding folding, long interval, Resources resources, int options) {}
}
