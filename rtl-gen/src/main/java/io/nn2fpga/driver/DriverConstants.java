package io.nn2fpga.driver;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.rtl.Design;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What drivers of compiled languages know of a design, as text of C and of Java: numbers of both
 * are written alike.
 */
final class DriverConstants {
  private DriverConstants() {}

  /** The values that the drivers' templates name, of the design's shapes and encodings. */
  static Map<String, Object> of(Design design, InputEncoding input, OutputEncoding output) {
    Map<String, Object> values = new TreeMap<>();
    values.put("design", design.name());
    values.put("guard", design.name().toUpperCase(Locale.ROOT));
    input(values, design.inputs().get(0), input);
    output(values, design.outputs().get(0), output);
    return values;
  }

  /**
   * These and the others.
   *
   * @param hostPieces whether the host has a part of the network, which these drivers do not
   *     compute
   * @param hash SHA-256 of the design, hexadecimal
   */
  static Map<String, Object> of(
      Design design, InputEncoding input, OutputEncoding output, boolean hostPieces, String hash) {
    Map<String, Object> values = of(design, input, output);
    values.put("hash", bytes(hash));
    if (hostPieces) {
      values.put("hostSteps", "{STEP_OTHER, 1, 1, 1}");
    }
    return values;
  }

  private static void input(Map<String, Object> values, Design.Port port, InputEncoding input) {
    Preprocessing raw = input.preprocessing();
    StreamType stream = port.wire().type();
    stream(values, "input", stream);
    values.put("inputMin", stream.element().min());
    values.put("inputMax", stream.element().max());
    values.put("inputShape", shape(input.model().type().shape()));
    values.put("rawShape", shape(raw.rawShape(input.model())));
    values.put("inputSize", input.model().type().size());
    frame(values, "input", input.model().frame());
    values.put("inputLast", input.model().layout() == DataLayout.NHWC ? 1 : 0);
    values.put("rawLast", raw.layoutFor(input.model()) == DataLayout.NHWC ? 1 : 0);
    values.put("rawIsCode", input.raw() ? 1 : 0);
    values.put("inputScales", numbers(input.scales()));
    values.put("inputZeroPoints", numbers(input.zeroPoints()));
    values.put("rawScale", raw.scale());
    values.put("rawMeans", numbers(perChannel(raw.mean().size(), raw::mean)));
    values.put("rawStds", numbers(perChannel(raw.std().size(), raw::std)));
  }

  private static void output(Map<String, Object> values, Design.Port port, OutputEncoding output) {
    stream(values, "output", port.wire().type());
    frame(values, "output", ChannelsLast.of(output.produced()));
    values.put("outputScales", numbers(output.scales()));
    values.put("outputZeroPoints", numbers(output.zeroPoints()));
    List<Integer> shape = new ArrayList<>(output.model().shape());
    List<String> steps = new ArrayList<>();
    for (HostStep step : output.hostSteps()) {
      int axis = step.axis() < 0 ? step.axis() + shape.size() : step.axis();
      steps.add(
          String.format(
              Locale.ROOT,
              "{STEP_%s, %d, %d, %d}",
              step.kind().name(),
              size(shape.subList(0, axis)),
              shape.get(axis),
              size(shape.subList(axis + 1, shape.size()))));
      if (step.kind() == HostStep.Kind.ARGMAX) {
        shape.remove(axis);
      }
    }
    values.put("hostSteps", steps.isEmpty() ? "{STEP_NONE, 1, 1, 1}" : String.join(", ", steps));
    values.put("resultShape", shape(shape));
    values.put("resultSize", size(shape));
  }

  private static void stream(Map<String, Object> values, String side, StreamType type) {
    values.put(
        side + "Stream",
        String.format(
            Locale.ROOT,
            "%d, %d, %d, %d, %d, %d, %d",
            type.height(),
            type.width(),
            type.channels(),
            type.element().bits(),
            type.element().signed() ? 1 : 0,
            type.pixels(),
            type.lanes()));
    values.put(side + "Codes", type.frame().size());
  }

  private static void frame(Map<String, Object> values, String side, ChannelsLast frame) {
    values.put(side + "Height", frame.height());
    values.put(side + "Width", frame.width());
    values.put(side + "Channels", frame.channels());
  }

  private static List<Double> perChannel(int entries, IntFunction<Double> entry) {
    return IntStream.range(0, Math.max(1, entries)).mapToObj(entry).toList();
  }

  /** Java's shortest decimal that reads back as the same number; C reads it alike. */
  private static String numbers(List<Double> list) {
    return list.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String bytes(String hash) {
    return IntStream.range(0, hash.length() / 2)
        .mapToObj(i -> "0x" + hash.substring(2 * i, 2 * i + 2))
        .collect(Collectors.joining(", "));
  }

  private static String shape(List<Integer> shape) {
    return shape.isEmpty()
        ? "one number"
        : shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  private static int size(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
