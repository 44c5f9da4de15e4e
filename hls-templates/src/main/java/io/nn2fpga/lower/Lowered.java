package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.ChannelsLast;
import java.util.ArrayList;
import java.util.List;

/** A value of a quantized model on its way to the integer level. */
sealed interface Lowered {

  /** The type of the model's value that the order of the elements is known by. */
  TensorType laidOut();

  /**
   * Integers of the integer graph, and how the model's value follows from them: {@code origin}
   * makes real numbers of them, {@code chain} does the rest.
   *
   * @param value the integers' name
   * @param laidOut a type of the model's layout whose channels-last frame holds the elements in
   *     this order
   * @param ranges the integers that can occur, one range or one a channel of the frame
   * @param origin what they stand for
   * @param from the model's value that the origin gives; what a chain starts with
   * @param fromType its type
   * @param chain element-wise nodes, in order, each of which reads the one before it
   */
  record Signal(
      String value,
      TensorType laidOut,
      List<IntegerRange> ranges,
      Origin origin,
      String from,
      TensorType fromType,
      List<Node> chain)
      implements Lowered {

    /** Copies the lists. */
    public Signal {
      ranges = List.copyOf(ranges);
      chain = List.copyOf(chain);
    }

    /** Codes as they are. */
    static Signal of(String value, TensorType type, IntegerRange range, Origin origin) {
      return new Signal(value, type, List.of(range), origin, value, type, List.of());
    }

    IntegerRange range(int channel) {
      return ranges.get(ranges.size() == 1 ? 0 : channel);
    }

    /** What holds all that can occur. */
    IntegerRange range() {
      return ranges.stream().reduce(IntegerRange::union).orElseThrow();
    }

    /** The codes that can occur, and 0: what every prefix of a sum of products needs. */
    IntegerRange rangeAndZero() {
      return range().union(new IntegerRange(0, 0));
    }

    ChannelsLast frame() {
      return ChannelsLast.of(laidOut);
    }

    /** The same integers with another meaning. */
    Signal as(Origin newOrigin, String newFrom, TensorType newFromType) {
      return new Signal(value, laidOut, ranges, newOrigin, newFrom, newFromType, List.of());
    }

    /** With one more node behind. */
    Signal then(Node node) {
      List<Node> longer = new ArrayList<>(chain);
      longer.add(node);
      return new Signal(value, laidOut, ranges, origin, from, fromType, longer);
    }

    /** The same numbers under another name and order. */
    Signal moved(String newValue, TensorType newLaidOut, String newFrom, TensorType newFromType) {
      return new Signal(newValue, newLaidOut, ranges, origin, newFrom, newFromType, chain);
    }
  }

  /**
   * A sum of two values of codes, which only a quantizer behind it makes one integer of.
   *
   * @param node the addition
   * @param clamps behind it, in order
   */
  record Sum(Node node, Signal first, Signal second, TensorType laidOut, List<Node> clamps)
      implements Lowered {
    /** Copies the lists. */
    public Sum {
      clamps = List.copyOf(clamps);
    }
  }

  /**
   * A mean over windows of codes, which a quantizer behind it may become part of.
   *
   * @param node the pool
   * @param clamps behind it, in order
   */
  record Mean(Node node, MeanWindow window, Signal input, TensorType laidOut, List<Node> clamps)
      implements Lowered {
    /** Copies the lists. */
    public Mean {
      clamps = List.copyOf(clamps);
    }
  }

  /** Frames side by side that are on different grids until a quantizer puts them on one. */
  record Joined(Node node, List<Signal> parts, TensorType laidOut) implements Lowered {
    /** Copies the lists. */
    public Joined {
      parts = List.copyOf(parts);
    }
  }
}
