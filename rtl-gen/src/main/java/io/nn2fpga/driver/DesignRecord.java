package io.nn2fpga.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.quant.ChannelsLast;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.rtl.Design;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes {@code design.json}: what the driver must know of a design. */
final class DesignRecord {
  private DesignRecord() {}

  /**
   * The text.
   *
   * @param host what {@link HostRecord} says; null if there is nothing to say
   */
  static String json(
      Design design,
      InputEncoding input,
      OutputEncoding output,
      @Nullable Map<String, Object> host,
      String hash) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("design", design.name());
    record.put("model", design.graph().name());
    record.put("hash", hash);
    record.put("input", input(design.inputs().get(0), input));
    record.put("output", output(design.outputs().get(0), output));
    record.put("host", host);
    record.put("simulation", simulation());
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    try {
      return new ObjectMapper().writer(printer).writeValueAsString(record) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> input(Design.Port port, InputEncoding input) {
    Preprocessing raw = input.preprocessing();
    Map<String, Object> rawRecord = new LinkedHashMap<>();
    rawRecord.put("isCode", input.raw());
    rawRecord.put("layout", raw.layoutFor(input.model()).name());
    rawRecord.put("shape", raw.rawShape(input.model()));
    rawRecord.put("scale", raw.scale());
    rawRecord.put("mean", perChannel(raw.mean().size(), raw::mean));
    rawRecord.put("std", perChannel(raw.std().size(), raw::std));
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("shape", input.model().type().shape());
    record.put("takesCodes", input.model().type().element() instanceof IntegerElement);
    record.put("layout", input.model().layout().name());
    record.put("frame", frame(input.model().frame()));
    record.put("scales", input.scales());
    record.put("zeroPoints", input.zeroPoints());
    record.put("raw", rawRecord);
    record.put("stream", stream(port));
    return record;
  }

  /** One entry for all channels, or one a channel. */
  static List<Double> perChannel(int entries, IntFunction<Double> entry) {
    return IntStream.range(0, Math.max(1, entries)).mapToObj(entry).toList();
  }

  private static Map<String, Object> output(Design.Port port, OutputEncoding output) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (HostStep step : output.hostSteps()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("kind", step.kind().name().toLowerCase(Locale.ROOT));
      entry.put("axis", step.axis());
      steps.add(entry);
    }
    if (output.produced().size() != port.wire().type().frame().size()) {
      throw new IllegalStateException(output.produced() + " in frames of " + port.wire().type());
    }
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("value", output.value());
    record.put("shape", output.model().shape());
    record.put("frame", frame(ChannelsLast.of(output.produced())));
    record.put("scales", output.scales());
    record.put("zeroPoints", output.zeroPoints());
    record.put("hostSteps", steps);
    record.put("stream", stream(port));
    return record;
  }

  static List<Integer> frame(ChannelsLast frame) {
    return List.of(frame.height(), frame.width(), frame.channels());
  }

  private static Map<String, Object> stream(Design.Port port) {
    StreamType type = port.wire().type();
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("port", port.name());
    record.put("frame", List.of(type.height(), type.width(), type.channels()));
    record.put("bits", type.element().bits());
    record.put("signed", type.element().signed());
    record.put("pixels", type.pixels());
    record.put("lanes", type.lanes());
    return record;
  }

  private static Map<String, Object> simulation() {
    // Relative to the package, so that a build directory can be moved.
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("executable", "../../../sim/rtl/obj/Vtop");
    record.put("memories", "../../../rtl/mem");
    return record;
  }
}
