package io.nn2fpga.hdl;

import io.nn2fpga.ir.StreamType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The Verilog of a test bench: devices under test, each input between them and a file fed by {@code
 * nn2fpga_source}, each output watched by {@code nn2fpga_tap} and logged by {@code nn2fpga_sink}.
 *
 * <p>Ports: {@code clk}, {@code rst}, {@code done} (all sinks have their frames), {@code moved} (a
 * port transfers): what {@code nn2fpga_main.cpp} needs. Instances are named after the ports' {@code
 * file}, which is also the stem of their files.
 *
 * @param name the module's name
 * @param devices what is tested, side by side
 */
public record Testbench(String name, List<Device> devices) {

  /** Copies the list. */
  public Testbench {
    devices = List.copyOf(devices);
  }

  /**
   * A module under test.
   *
   * @param instance a Verilog identifier, unique in the test bench
   * @param module the module's name
   * @param parameters integer parameters
   * @param files parameters that are file names
   * @param inputs AXI4-Stream inputs
   * @param outputs AXI4-Stream outputs
   */
  public record Device(
      String instance,
      String module,
      Map<String, Long> parameters,
      Map<String, String> files,
      List<Port> inputs,
      List<Port> outputs) {}

  /**
   * A stream at a port.
   *
   * @param prefix what the port's signals start with, for example {@code s_axis}
   * @param file stem of the files and name of the instances, unique in the test bench
   * @param type what it carries
   * @param width bits of tdata; at least the stream's own (a shell pads to bytes)
   * @param seed start of the stall pattern, not 0
   */
  public record Port(String prefix, String file, StreamType type, int width, int seed) {
    /** A port without padding. */
    public static Port of(String prefix, String file, StreamType type, int seed) {
      return new Port(prefix, file, type, type.dataBits(), seed);
    }
  }

  /** Prefixes of a kernel's ports: {@code s_axis}, or {@code s0_axis, s1_axis…} if several. */
  public static List<String> prefixes(String letter, int count) {
    if (count == 1) {
      return List.of(letter + "_axis");
    }
    List<String> prefixes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prefixes.add(letter + i + "_axis");
    }
    return prefixes;
  }

  /** The Verilog text. */
  public String verilog() {
    StringBuilder text = new StringBuilder();
    text.append("// ").append(name).append(".v - generated test bench.\n`timescale 1ns / 1ps\n\n");
    text.append("module ").append(name).append(" (\n");
    text.append("    input  wire clk,\n    input  wire rst,\n");
    text.append("    output wire done,\n    output wire moved\n);\n");
    List<String> done = new ArrayList<>();
    List<String> moved = new ArrayList<>();
    for (Device device : devices) {
      for (Port port : device.inputs()) {
        wires(text, port);
        stream(text, "nn2fpga_source", port, "m_axis", List.of());
        tap(text, port);
        moved.add(moves(port));
      }
      for (Port port : device.outputs()) {
        wires(text, port);
        text.append("  wire ").append(port.file()).append("_done;\n");
        stream(text, "nn2fpga_sink", port, "s_axis", List.of(".done(" + port.file() + "_done)"));
        tap(text, port);
        moved.add(moves(port));
        done.add(port.file() + "_done");
      }
      device(text, device);
    }
    text.append("  assign done = &{").append(String.join(", ", done)).append("};\n");
    text.append("  assign moved = |{").append(String.join(", ", moved)).append("};\n");
    return text.append("endmodule\n").toString();
  }

  private static String moves(Port port) {
    return port.file() + "_tvalid && " + port.file() + "_tready";
  }

  private static void wires(StringBuilder text, Port port) {
    text.append("\n  wire [").append(port.width() - 1).append(":0] ").append(port.file());
    text.append("_tdata;\n");
    for (String signal : List.of("tvalid", "tready", "tlast")) {
      text.append("  wire ").append(port.file()).append('_').append(signal).append(";\n");
    }
  }

  private static void stream(
      StringBuilder text, String module, Port port, String prefix, List<String> more) {
    text.append("  ").append(module).append(" #(.WIDTH(").append(port.width());
    text.append("), .NAME(\"").append(port.file()).append("\"), .SEED(").append(port.seed());
    text.append("), .BEATS_PER_FRAME(").append(port.type().beatsPerFrame()).append("))\n");
    text.append("  u_").append(module.substring("nn2fpga_".length())).append('_');
    text.append(port.file());
    connections(text, connect(prefix, port), more);
  }

  private static void tap(StringBuilder text, Port port) {
    text.append("  nn2fpga_tap #(.WIDTH(").append(port.width()).append("), .NAME(\"");
    text.append(port.file()).append("\"))\n  u_tap_").append(port.file());
    List<String> signals = new ArrayList<>();
    for (String signal : List.of("tdata", "tvalid", "tready", "tlast")) {
      signals.add("." + signal + "(" + port.file() + "_" + signal + ")");
    }
    connections(text, signals, List.of());
  }

  private static void device(StringBuilder text, Device device) {
    List<String> parameters = new ArrayList<>();
    device.parameters().forEach((key, value) -> parameters.add("." + key + "(" + value + ")"));
    device.files().forEach((key, value) -> parameters.add("." + key + "(\"" + value + "\")"));
    text.append("  ").append(device.module());
    if (!parameters.isEmpty()) {
      text.append(parameters.stream().collect(Collectors.joining(", ", " #(", ")")));
    }
    text.append("\n  u_").append(device.instance());
    List<String> signals = new ArrayList<>();
    device.inputs().forEach(port -> signals.addAll(connect(port.prefix(), port)));
    device.outputs().forEach(port -> signals.addAll(connect(port.prefix(), port)));
    connections(text, signals, List.of());
  }

  private static List<String> connect(String prefix, Port port) {
    List<String> signals = new ArrayList<>();
    for (String signal : List.of("tdata", "tvalid", "tready", "tlast")) {
      signals.add("." + prefix + "_" + signal + "(" + port.file() + "_" + signal + ")");
    }
    return signals;
  }

  private static void connections(StringBuilder text, List<String> signals, List<String> more) {
    text.append(" (.clk(clk), .rst(rst)");
    signals.forEach(signal -> text.append(",\n      ").append(signal));
    more.forEach(signal -> text.append(",\n      ").append(signal));
    text.append(");\n");
  }
}
