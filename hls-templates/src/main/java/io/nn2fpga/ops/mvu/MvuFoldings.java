package io.nn2fpga.ops.mvu;

import io.nn2fpga.op.Folding;
import java.util.ArrayList;
import java.util.List;

/** Which foldings of a layer that ends in a matrix-vector unit are worth considering. */
public final class MvuFoldings {
  /** Most values of PE, and of SIMD, that are offered. */
  private static final int MOST_VALUES = 24;

  private MvuFoldings() {}

  /**
   * A folding and what decides whether another one beats it.
   *
   * @param folding the folding
   * @param interval cycles a frame
   */
  public record Option(Folding folding, long interval) {
    private long products() {
      return (long) folding.pe() * folding.simd() * folding.px();
    }

    private boolean isBeatenBy(Option other) {
      long products = products();
      long otherProducts = other.products();
      boolean noWorse =
          other.interval <= interval
              && otherProducts <= products
              && other.folding.pe() <= folding.pe();
      // Equal in both: whether a wide SIMD or a high PE is cheaper, the cost model has to say.
      boolean better = other.interval < interval || otherProducts < products;
      return noWorse && better;
    }
  }

  /**
   * Numbers of lanes for {@code count} elements: the smallest of each distinct number of folds. Of
   * long lists those that waste the fewest lanes are kept, spread evenly by ratio.
   *
   * @return ascending, from 1 to {@code count}
   */
  public static List<Integer> lanes(int count) {
    List<Integer> lanes = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      if (n == 1 || folds(count, n) < folds(count, n - 1)) {
        lanes.add(n);
      }
    }
    double ratio = 1;
    List<Integer> kept = lanes;
    while (kept.size() > MOST_VALUES) {
      ratio *= 1.02;
      kept = thinned(lanes, count, ratio);
    }
    return kept;
  }

  private static List<Integer> thinned(List<Integer> lanes, int count, double ratio) {
    List<Integer> kept = new ArrayList<>();
    double end = 0;
    for (int n : lanes) {
      int last = kept.size() - 1;
      if (n >= end || n == count) {
        kept.add(n);
        end = n * ratio;
      } else if (last > 0 && waste(count, n) < waste(count, kept.get(last))) {
        kept.set(last, n);
      }
    }
    return kept;
  }

  private static int waste(int count, int lanes) {
    return folds(count, lanes) * lanes - count;
  }

  /** Folds of {@code count} elements by {@code lanes}: the quotient, rounded up. */
  public static int folds(int count, int lanes) {
    return (count + lanes - 1) / lanes;
  }

  /**
   * The options that no other one beats in interval, products and PE at once.
   *
   * @return their foldings, in the order given
   */
  public static List<Folding> undominated(List<Option> options) {
    return options.stream()
        .filter(option -> options.stream().noneMatch(option::isBeatenBy))
        .map(Option::folding)
        .toList();
  }
}
