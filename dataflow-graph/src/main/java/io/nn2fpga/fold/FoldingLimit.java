package io.nn2fpga.fold;

import io.nn2fpga.cost.Resources;
import java.util.List;
import java.util.stream.Collectors;

/** What stops a network from being folded faster than it was. */
public sealed interface FoldingLimit {
  /** As a user reads it: kinds of resources, or {@code none:} and why. */
  String text();

  /**
   * The budget.
   *
   * @param enough sets of kinds, all of the smallest size that there is: with the kinds of any one
   *     set unlimited and the others within the budget, a faster folding exists
   */
  record Budget(List<List<Resources.Kind>> enough) implements FoldingLimit {
    /** Copies the lists. */
    public Budget {
      enough = enough.stream().map(List::copyOf).toList();
    }

    @Override
    public String text() {
      return enough.stream().map(Budget::together).collect(Collectors.joining(" or "));
    }

    private static String together(List<Resources.Kind> kinds) {
      return kinds.stream().map(Resources.Kind::label).collect(Collectors.joining(" and "));
    }
  }

  /** The network's input: its first layer takes one pixel a cycle and no folding takes more. */
  record InputPixels() implements FoldingLimit {
    @Override
    public String text() {
      return "none: one pixel a cycle is the input's limit";
    }
  }

  /**
   * A layer without a faster folding at any budget.
   *
   * @param layer its name
   */
  record WidestFolding(String layer) implements FoldingLimit {
    @Override
    public String text() {
      return "none: layer '" + layer + "' has no faster folding";
    }
  }

  /** Nothing but what was asked for: a faster folding fits the budget. */
  record TargetRate() implements FoldingLimit {
    @Override
    public String text() {
      return "none: the rate asked for is reached, a faster folding fits";
    }
  }

  /** The solver came to no answer within its limit. */
  record Undecided() implements FoldingLimit {
    @Override
    public String text() {
      return "not found out: the search reached its limit";
    }
  }
}
