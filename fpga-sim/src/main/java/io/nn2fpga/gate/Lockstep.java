package io.nn2fpga.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.pnr.WholeSynthesis;
import io.nn2fpga.sim.BoardPins;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The verified Verilog that runs beside what was made of it: its pins, and its registers as far as
 * the other side still has them under their names, are compared in every cycle.
 */
final class Lockstep {
  private static final String PORT = "nn2fpga_state";
  private static final String CLOCK = "clk";
  private static final int WORD = 32;

  /** Words that Verilator has as an array of words, whatever their number. */
  private static final int FEWEST_WORDS = 3;

  private final BoardPins pins;
  private final ObjectNode ports;
  private final List<Registers.Register> registers;
  private final List<Integer> state = new ArrayList<>();

  /**
   * Prepares.
   *
   * @param ports the board top's, as Yosys names them, bidirectional ones split
   * @param registers those that are compared, with their bits of the netlist
   */
  Lockstep(BoardPins pins, ObjectNode ports, List<Registers.Register> registers) {
    this.pins = pins;
    this.ports = ports.deepCopy();
    this.registers = List.copyOf(registers);
    registers.forEach(register -> state.add(register.bit()));
  }

  /**
   * What a run beside the Verilog found.
   *
   * @param cycles of the clock at the pins
   * @param exercised compared registers' bits that were 0 and 1
   * @param digest of all registers in all cycles
   * @param difference a clause; null if there was none
   */
  record Found(long cycles, int exercised, String digest, @Nullable String difference) {
    /** Of a run that ended before its end. */
    static final Found NOTHING = new Found(0, 0, "", null);
  }

  /** How many bits of what was run are compared. */
  int compared() {
    return new HashSet<>(state.subList(0, registers.size())).size();
  }

  /** How many there are: what flip-flops and, in netlists, memories show. */
  int all() {
    return new HashSet<>(state).size();
  }

  /**
   * Gives a netlist the port that shows its registers: those that are compared, then all others.
   */
  void show(Netlist netlist) {
    Set<Integer> all = netlist.state();
    state.forEach(all::remove);
    state.addAll(all);
    ObjectNode port = netlist.ports().putObject(PORT);
    port.put("direction", "output");
    ArrayNode bits = port.putArray("bits");
    state.forEach(bits::add);
    while (bits.size() < WORD * words()) {
      bits.add("0");
    }
  }

  /**
   * Gives the Verilog of a bitstream that port.
   *
   * @param nets names of its registers' nets; the bits of registers are places in this list
   */
  String show(String verilog, List<String> nets) {
    Set<Integer> all = new LinkedHashSet<>();
    for (int i = 0; i < nets.size(); i++) {
      all.add(i);
    }
    state.forEach(all::remove);
    state.addAll(all);
    StringBuilder text = new StringBuilder();
    int ports = verilog.indexOf(");", verilog.indexOf("module " + pins.top()));
    text.append(verilog, 0, ports).append(", output [").append(WORD * words() - 1);
    text.append(":0] ").append(PORT);
    int end = verilog.lastIndexOf("endmodule");
    text.append(verilog, ports, end);
    for (int i = 0; i < WORD * words(); i++) {
      text.append("assign ").append(PORT).append('[').append(i).append("] = ");
      text.append(i < state.size() ? nets.get(state.get(i)) : "1'b0").append(";\n");
    }
    return text.append(verilog.substring(end)).toString();
  }

  private int words() {
    return Math.max(FEWEST_WORDS, (state.size() + WORD - 1) / WORD);
  }

  /**
   * Writes the reference, behind {@link #show}.
   *
   * @param work where files go
   * @param files the list of the board's Verilog, relative to {@code work}
   * @param models files of cells, in {@code work}
   * @return Verilator's arguments, in that directory
   */
  List<String> verilog(Path work, String files, List<String> models) {
    write(work.resolve("reference.v"), module());
    write(work.resolve("nn2fpga_ports.hpp"), header());
    List<String> arguments =
        new ArrayList<>(
            List.of("--x-assign", "unique", "+define+YOSYS+" + WholeSynthesis.MACRO, "-F", files));
    arguments.addAll(models);
    arguments.add("reference.v");
    return arguments;
  }

  private String module() {
    StringBuilder text = new StringBuilder();
    text.append("// The registers of ")
        .append(pins.top())
        .append(" at a port, written by nn2fpga.\n");
    text.append("module nn2fpga_reference (\n");
    for (Map.Entry<String, JsonNode> port : ports.properties()) {
      int width = port.getValue().path("bits").size();
      text.append("    ").append(port.getValue().path("direction").asText()).append(" wire ");
      text.append(width == 1 ? "" : "[" + (width - 1) + ":0] ").append(port.getKey()).append(",\n");
    }
    int bits = WORD * words();
    text.append("    input wire [").append(bits - 1).append(":0] nn2fpga_initial,\n");
    text.append("    output wire [").append(bits - 1).append(":0] ").append(PORT).append("\n);\n");
    text.append("  ").append(pins.top()).append(" u_top (\n");
    StringJoiner connections = new StringJoiner(",\n", "", "\n  );\n");
    StringBuilder lines = new StringBuilder();
    Iterator<String> names = ports.fieldNames();
    while (names.hasNext()) {
      String port = names.next();
      boolean split = ports.has(port + Netlist.DRIVES);
      if (split) {
        lines.append(line(port));
      }
      if (!port.endsWith(Netlist.DRIVES) && !port.endsWith(Netlist.DRIVEN)) {
        connections.add("      ." + port + "(" + (split ? "line_" : "") + port + ")");
      }
    }
    text.append(connections).append(lines);
    text.append(assignments(bits)).append("endmodule\n");
    return text.toString();
  }

  /** The line of a split port: the link drives it at times, and what goes in does else. */
  private static String line(String port) {
    String inner = port.substring(port.indexOf('_') + 1);
    return String.format(
        """
          wire line_%1$s;
          assign %1$s%2$s = u_top.u_link.drive;
          assign %1$s%3$s = u_top.u_link.%4$s;
          assign line_%1$s = u_top.u_link.drive ? 1'bz : %1$s;
        """,
        port, Netlist.DRIVES, Netlist.DRIVEN, inner);
  }

  private String assignments(int bits) {
    StringBuilder text = new StringBuilder();
    StringBuilder initial = new StringBuilder("  initial begin\n");
    int i = 0;
    for (Registers.Register register : registers) {
      text.append("  assign ").append(PORT).append('[').append(i).append("] = ").append("u_top.");
      text.append(register.name()).append(";\n");
      if (register.undefined()) {
        initial.append("    u_top.").append(register.declared());
        initial.append(" = nn2fpga_initial[").append(i).append("];\n");
      }
      i++;
    }
    if (i < bits) {
      text.append("  assign ").append(PORT).append('[').append(bits - 1).append(':');
      text.append(i).append("] = 0;\n");
    }
    return text.append(initial).append("  end\n").toString();
  }

  private String header() {
    StringBuilder inputs = new StringBuilder();
    StringBuilder outputs = new StringBuilder();
    for (Map.Entry<String, JsonNode> port : ports.properties()) {
      boolean output = port.getValue().path("direction").asText().equals("output");
      if (!port.getKey().equals(CLOCK)) {
        (output ? outputs : inputs).append(" X(").append(port.getKey()).append(')');
      }
    }
    return "#define NN2FPGA_INPUTS(X)"
        + inputs
        + "\n#define NN2FPGA_OUTPUTS(X)"
        + outputs
        + "\n#define NN2FPGA_COMPARED "
        + registers.size()
        + "\n#define NN2FPGA_STATE_WORDS "
        + words()
        + "\n";
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("what the netlist is compared with cannot be written", e);
    }
  }

  /** Reads what a run found. */
  Found found(Path file) throws IOException {
    JsonNode root = JsonMapper.builder().build().readTree(file.toFile());
    long cycles = root.required("cycles").asLong();
    JsonNode difference = root.path("difference");
    String what = null;
    if (difference.has("pin")) {
      what = "pin '" + difference.path("pin").asText() + "'";
    } else if (difference.has("register")) {
      what = "register '" + registers.get(difference.path("register").asInt()).name() + "'";
    }
    return new Found(
        cycles,
        root.required("exercised").asInt(),
        root.required("digest").asText(),
        what == null ? null : what + " leaves the verified Verilog in cycle " + cycles);
  }
}
