package io.nn2fpga.lower;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import java.util.List;
import java.util.OptionalInt;

/**
 * A value of the model as codes of the integer level.
 *
 * @param value its name in the integer graph
 * @param scales one, or one a channel of {@code laidOut}
 * @param zeroPoints as many as scales, or one; real numbers
 * @param padValue the code that padding inserts; empty if there is no single one
 * @param codes the codes that can occur
 * @param laidOut a type of the model's layout whose channels-last frame holds the elements in this
 *     order; not the value's own type after flattening
 */
record Activation(
    String value,
    List<Double> scales,
    List<Double> zeroPoints,
    OptionalInt padValue,
    IntegerRange codes,
    TensorType laidOut) {

  Activation {
    scales = List.copyOf(scales);
    zeroPoints = List.copyOf(zeroPoints);
  }

  static Activation of(String value, InputEncoding input) {
    return new Activation(
        value,
        input.scales(),
        input.zeroPoints(),
        input.padValue(),
        IntegerRange.of(input.element()),
        input.model().channelsFirst());
  }

  static Activation of(String value, Encoding encoding, IntegerRange codes, TensorType laidOut) {
    return new Activation(
        value,
        List.of(encoding.scale()),
        List.of((double) encoding.zeroPoint()),
        OptionalInt.of(encoding.zeroPoint()),
        codes,
        laidOut);
  }

  /** The same codes under another name and order. */
  Activation renamed(String newValue, TensorType newLaidOut) {
    return new Activation(newValue, scales, zeroPoints, padValue, codes, newLaidOut);
  }

  ChannelsLast frame() {
    return ChannelsLast.of(laidOut);
  }

  /** The scale of the element at a place of the frame, or at any place of the same channel. */
  double scale(int place) {
    return scales.get(scales.size() == 1 ? 0 : place % scales.size());
  }

  /** The zero point of the element at a place of the frame. */
  double zeroPoint(int place) {
    return zeroPoints.get(zeroPoints.size() == 1 ? 0 : place % zeroPoints.size());
  }

  boolean isPerTensor() {
    return scales.size() == 1 && zeroPoints.size() == 1;
  }

  /** The codes that can occur, and 0: what every prefix of a sum of products needs. */
  IntegerRange codesAndZero() {
    return codes.union(new IntegerRange(0, 0));
  }
}
