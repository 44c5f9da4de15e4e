package io.nn2fpga.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.List;
import java.util.Map;

/**
 * Says in a routed netlist of an iCE40 what nextpnr leaves to the device: the levels of inputs that
 * nothing drives, what a pin does, and the connections of the PLL that are no nets.
 */
final class Ice40Netlist {
  /** Enables are pulled up, all else down. */
  private static final Map<String, Map<String, String>> UNDRIVEN =
      Map.of(
          "ICESTORM_LC", Map.of("CEN", "1"),
          "ICESTORM_RAM", Map.of("RCLKE", "1", "WCLKE", "1"));

  /** A kind of memory: Yosys' name of it, its single inputs, and its vectors with their widths. */
  private record Memory(
      String type, List<String> inputs, Map<String, Integer> vectors, String output) {}

  private static final Memory BLOCK_RAM =
      new Memory(
          "SB_RAM40_4K",
          List.of("RCLK", "RCLKE", "RE", "WCLK", "WCLKE", "WE"),
          Map.of("RDATA", 16, "RADDR", 11, "WADDR", 11, "MASK", 16, "WDATA", 16),
          "RDATA");

  private static final Memory SPRAM =
      new Memory(
          "SB_SPRAM256KA",
          List.of("WREN", "CHIPSELECT", "CLOCK", "STANDBY", "SLEEP", "POWEROFF"),
          Map.of("DATAOUT", 16, "ADDRESS", 14, "DATAIN", 16, "MASKWREN", 4),
          "DATAOUT");

  private static final String PIN = "PACKAGE_PIN";
  private static final String PLL_OUTPUT = "PLLOUT_A";

  /** How nextpnr ends the names of buffers that a PLL's first output drives. */
  private static final String PLL_BUFFER = "_pllout_a";

  private final Netlist netlist;
  private int free;

  private Ice40Netlist(Netlist netlist) {
    this.netlist = netlist;
    this.free = netlist.freeBit();
  }

  /**
   * Changes a netlist.
   *
   * @throws DiagnosticException TOOL_FAILED if a cell is used in a way that has no model
   */
  static void complete(Netlist netlist) {
    UNDRIVEN.forEach(netlist::tie);
    Ice40Netlist complete = new Ice40Netlist(netlist);
    int clock = complete.free++;
    for (Map.Entry<String, JsonNode> cell : netlist.cells().properties()) {
      ObjectNode value = (ObjectNode) cell.getValue();
      ObjectNode connections = (ObjectNode) value.get("connections");
      switch (value.path("type").asText()) {
        case "SB_IO" -> pin(cell.getKey(), value, connections);
        case "SB_GB" -> buffer(cell.getKey(), connections, clock);
        case "ICESTORM_PLL" -> complete.pll(connections, clock);
        case "ICESTORM_RAM" -> {
          refuseInvertedClocks(cell.getKey(), (ObjectNode) value.get("parameters"));
          complete.memory(BLOCK_RAM, value, connections);
        }
        case "ICESTORM_SPRAM" -> complete.memory(SPRAM, value, connections);
        default -> {}
      }
    }
  }

  private static void pin(String name, ObjectNode cell, ObjectNode connections) {
    String type = cell.path("parameters").path("PIN_TYPE").asText().replaceFirst("^0*", "");
    String data;
    switch (type) {
      case "1" -> {
        cell.put("type", "nn2fpga_pin_read");
        data = "D_IN_0";
      }
      case "11001" -> {
        cell.put("type", "nn2fpga_pin_driven");
        data = "D_OUT_0";
      }
      default -> throw refused(name, "pin type " + type);
    }
    cell.putObject("parameters");
    JsonNode pin = connections.path(PIN);
    JsonNode value = connections.path(data);
    connections.removeAll();
    connections.set(PIN, pin);
    // The pin beside the PLL is read by the PLL alone.
    if (!value.isEmpty()) {
      connections.set(data, value);
    }
  }

  /** A global buffer has its input by a net, or from the PLL beside it. */
  private static void buffer(String name, ObjectNode connections, int clock) {
    if (connections.path("USER_SIGNAL_TO_GLOBAL_BUFFER").isEmpty()) {
      if (!name.endsWith(PLL_BUFFER)) {
        throw refused(name, "an input that is no net");
      }
      connections.set("USER_SIGNAL_TO_GLOBAL_BUFFER", Netlist.bit(clock));
    }
  }

  private void pll(ObjectNode connections, int clock) {
    if (connections.path(PLL_OUTPUT).isEmpty()) {
      connections.set(PLL_OUTPUT, Netlist.bit(clock));
    }
    if (connections.path("REFERENCECLK").isEmpty()) {
      // The pin beside the PLL, which is never a net.
      connections.set("REFERENCECLK", netlist.port("clk"));
    }
    // What is not connected need not be modelled.
    connections.properties().removeIf(connection -> connection.getValue().isEmpty());
  }

  private static void refuseInvertedClocks(String name, ObjectNode parameters) {
    for (String inverted : List.of("NEG_CLK_R", "NEG_CLK_W")) {
      JsonNode value = parameters.remove(inverted);
      if (value != null && value.asText().contains("1")) {
        throw refused(name, "an inverted clock of a memory");
      }
    }
  }

  /** A memory with nextpnr's names becomes one with Yosys', which has a model. */
  private void memory(Memory memory, ObjectNode cell, ObjectNode connections) {
    cell.put("type", memory.type());
    ObjectNode ports = cell.putObject("port_directions");
    for (String port : memory.inputs()) {
      ports.put(port, "input");
      if (connections.path(port).isEmpty()) {
        connections.putArray(port).add("0");
      }
    }
    memory
        .vectors()
        .forEach(
            (port, width) -> {
              boolean output = port.equals(memory.output());
              ports.put(port, output ? "output" : "input");
              ArrayNode bits = connections.putArray(port);
              for (int i = 0; i < width; i++) {
                JsonNode bit = connections.remove(port + "_" + i);
                if (bit != null && !bit.isEmpty()) {
                  bits.add(bit.get(0));
                } else if (output) {
                  bits.add(free++);
                } else {
                  bits.add("0");
                }
              }
            });
  }

  private static DiagnosticException refused(String cell, String what) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.TOOL_FAILED,
            "the routed netlist cannot be simulated: there is no model of " + what,
            "cell '" + cell + "'",
            "build with --no-bitstream-check, and please report this"));
  }
}
