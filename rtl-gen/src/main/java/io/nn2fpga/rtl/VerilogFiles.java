package io.nn2fpga.rtl;

import io.nn2fpga.hdl.Testbench;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.template.Template;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code rtl/}: the top level, the leaf modules, their memory images, the file list. */
final class VerilogFiles {
  /** The port that memories are filled through. */
  private static final String LOAD = "load";

  private VerilogFiles() {}

  /** What the template sees of one module instance. */
  public record Cell(
      String comment,
      String module,
      String name,
      String parameters,
      String pins,
      List<String> loads) {}

  /** What the template sees of one stream. */
  public record Bundle(String comment, String id, int dataBits) {
    /** Declares a vector of {@link #dataBits}. */
    public String range() {
      return VerilogFiles.range(dataBits);
    }
  }

  /** What the template sees of one port of the top level. */
  public record PortView(String name, String range, String direction, String reverse) {}

  static Map<String, String> of(Design design) {
    Map<String, String> files = new TreeMap<>();
    Sources sources = Sources.verilog();
    for (Design.Instance instance : design.instances()) {
      ModuleInstance module = instance.actor().module();
      sources.add(module.module(), module.sources());
    }
    sources.texts().forEach((name, text) -> files.put("rtl/" + name, text));
    String top = design.name() + ".v";
    files.put("rtl/" + top, top(design));
    files.put("rtl/files.f", String.join("\n", sources.texts().keySet()) + "\n" + top + "\n");
    MemoryFiles.of(design).forEach((path, text) -> files.put("rtl/" + path, text));
    return files;
  }

  private static String top(Design design) {
    Design.Instance slowest =
        design.instances().stream()
            .max(Comparator.comparingLong(i -> i.actor().interval()))
            .orElseThrow(() -> new IllegalStateException(design.name() + " has no actors"));
    List<LoadedMemory> loaded = LoadedMemory.of(design);
    return Template.load(VerilogFiles.class, "top.v.vm")
        .render(
            Map.of(
                "design", design.name(),
                "model", design.graph().name(),
                "streams", design.ports().stream().map(VerilogFiles::portComment).toList(),
                "interval", slowest.actor().interval(),
                "slowest", slowest.node().name(),
                "ports", design.ports().stream().map(VerilogFiles::port).toList(),
                "wires", design.wires().stream().map(VerilogFiles::bundle).toList(),
                "assigns", assigns(design),
                "loads", loaded.isEmpty() ? List.of() : List.of(LOAD),
                "cells", design.instances().stream().map(i -> cell(i, loaded)).toList()));
  }

  private static String portComment(Design.Port port) {
    return port.name() + ": " + port.wire().stream() + ", " + port.wire().type();
  }

  private static PortView port(Design.Port port) {
    return new PortView(
        port.name(),
        range(port.wire().dataBits()),
        port.input() ? "input " : "output",
        port.input() ? "output" : "input ");
  }

  private static Bundle bundle(Design.Wire wire) {
    return new Bundle(wire.stream() + ": " + wire.type(), wire.id(), wire.dataBits());
  }

  private static List<String> assigns(Design design) {
    List<String> lines = new ArrayList<>();
    for (Design.Port port : design.ports()) {
      String inside = port.wire().id();
      String from = port.input() ? port.name() : inside;
      String to = port.input() ? inside : port.name();
      for (String signal : List.of("tdata", "tvalid", "tlast")) {
        lines.add(to + "_" + signal + " = " + from + "_" + signal);
      }
      lines.add(from + "_tready = " + to + "_tready");
    }
    return lines;
  }

  private static Cell cell(Design.Instance instance, List<LoadedMemory> loaded) {
    ModuleInstance module = instance.actor().module();
    List<String> parameters = new ArrayList<>();
    module.parameters().forEach((name, value) -> parameters.add(pin(name, literal(value))));
    List<LoadedMemory> own = loaded.stream().filter(m -> m.instance().equals(instance)).toList();
    for (LoadedMemory memory : own) {
      parameters.add(pin("SPRAM_BLOCK", literal(memory.firstBlock())));
    }
    for (MemoryImage image : module.memories()) {
      parameters.add(pin(image.parameter(), '"' + MemoryFiles.path(instance, image) + '"'));
    }
    List<String> pins = new ArrayList<>(List.of(pin("clk", "clk"), pin("rst", "rst")));
    connect(pins, "s", instance.inputs());
    connect(pins, "m", instance.outputs());
    String source = instance.node().source();
    return new Cell(
        instance.node().name() + (source.isEmpty() ? "" : ", from " + source),
        module.module(),
        "u_" + instance.id(),
        parameters.isEmpty() ? "" : "#(\n      " + String.join(",\n      ", parameters) + "\n  ) ",
        String.join(",\n      ", pins),
        own.isEmpty() ? List.of() : List.of(LOAD));
  }

  private static void connect(List<String> pins, String side, List<Design.Wire> wires) {
    List<String> names = Testbench.prefixes(side, wires.size());
    for (int i = 0; i < wires.size(); i++) {
      String port = names.get(i);
      for (String signal : List.of("_tdata", "_tvalid", "_tready", "_tlast")) {
        pins.add(pin(port + signal, wires.get(i).id() + signal));
      }
    }
  }

  private static String pin(String name, String value) {
    return "." + name + "(" + value + ")";
  }

  /** A literal of Verilog-2001, whose unsized numbers have 32 bits. */
  static String literal(long value) {
    if (value == (int) value) {
      return Long.toString(value);
    }
    return value < 0 ? "-64'sd" + -value : "64'sd" + value;
  }

  private static String range(int bits) {
    return "[" + (bits - 1) + ":0]";
  }
}
