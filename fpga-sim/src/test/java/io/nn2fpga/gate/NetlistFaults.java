package io.nn2fpga.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Puts places for faults into a netlist: bits of LUTs, and inputs on another net. */
final class NetlistFaults {
  /** Inputs of a LUT, low bit first, and its output, by type. */
  private static final Map<String, List<String>> LUTS =
      Map.of(
          "LUT4", List.of("A", "B", "C", "D", "Z"),
          "LUT2", List.of("I0", "I1", "F"),
          "LUT3", List.of("I0", "I1", "I2", "F"));

  /** Gowin's LUT with four inputs, which has the name of Lattice's. */
  private static final List<String> GOWIN_LUT4 = List.of("I0", "I1", "I2", "I3", "F");

  private final Netlist netlist;
  private final Random random = new Random(4711);
  private final List<String> registers = new ArrayList<>();
  private int free;
  private int places;

  private NetlistFaults(Netlist netlist) {
    this.netlist = netlist;
    this.free = netlist.freeBit();
  }

  /**
   * One fault.
   *
   * @param kind lut or route
   * @param text what the file {@code fault} holds
   */
  record Fault(String kind, String text) {}

  /** Adds so many places of each kind, seeded, and gives a fault for each. */
  static List<Fault> add(Netlist netlist, int luts, int routes) {
    NetlistFaults faults = new NetlistFaults(netlist);
    List<Fault> list = new ArrayList<>();
    List<Map.Entry<String, JsonNode>> cells = new ArrayList<>(netlist.cells().properties());
    List<ObjectNode> tables = new ArrayList<>();
    List<ObjectNode> logic = new ArrayList<>();
    for (Map.Entry<String, JsonNode> cell : cells) {
      String type = cell.getValue().path("type").asText();
      if (type.startsWith("LUT") && LUTS.containsKey(type)) {
        tables.add((ObjectNode) cell.getValue());
      }
      if (type.startsWith("LUT") || type.startsWith("DFF") || type.equals("TRELLIS_FF")) {
        logic.add((ObjectNode) cell.getValue());
      }
      JsonNode q = cell.getValue().path("connections").path("Q");
      if (!q.isEmpty()) {
        faults.registers.add(q.get(0).asText());
      }
    }
    for (int i = 0; i < luts; i++) {
      list.add(faults.lut(tables.remove(faults.random.nextInt(tables.size()))));
    }
    for (int i = 0; i < routes; i++) {
      list.add(faults.route(logic.remove(faults.random.nextInt(logic.size()))));
    }
    return list;
  }

  private Fault lut(ObjectNode cell) {
    ObjectNode connections = (ObjectNode) cell.get("connections");
    List<String> pins =
        connections.has("Z") || !cell.path("type").asText().equals("LUT4")
            ? Objects.requireNonNull(LUTS.get(cell.path("type").asText()))
            : GOWIN_LUT4;
    String output = pins.get(pins.size() - 1);
    ObjectNode fault = place("nn2fpga_lut_fault");
    for (int i = 0; i < 4; i++) {
      JsonNode bit = i < pins.size() - 1 ? connections.path(pins.get(i)) : constant();
      connect(fault, "I" + i, bit.isEmpty() ? constant() : bit);
    }
    connect(fault, "Y", connections.get(output));
    connections.set(output, Netlist.bit(free));
    connect(fault, "A", Netlist.bit(free++));
    return new Fault("lut", places++ + " " + random.nextInt(1 << (pins.size() - 1)));
  }

  /** An input on the output of some register, so that no loop comes into being. */
  private Fault route(ObjectNode cell) {
    ObjectNode connections = (ObjectNode) cell.get("connections");
    List<String> pins = new ArrayList<>();
    for (Map.Entry<String, JsonNode> pin : connections.properties()) {
      boolean input =
          List.of("A", "B", "C", "D", "I0", "I1", "I2", "I3", "DI", "CE").contains(pin.getKey());
      if (input && pin.getValue().size() == 1 && pin.getValue().get(0).isInt()) {
        pins.add(pin.getKey());
      }
    }
    ObjectNode fault = place("nn2fpga_route_fault");
    String other = registers.get(random.nextInt(registers.size()));
    connect(fault, "B", Netlist.bit(Integer.parseInt(other)));
    if (pins.isEmpty()) {
      connect(fault, "A", constant());
      connect(fault, "Y", Netlist.bit(free++));
    } else {
      String pin = pins.get(random.nextInt(pins.size()));
      connect(fault, "A", connections.get(pin));
      connections.set(pin, Netlist.bit(free));
      connect(fault, "Y", Netlist.bit(free++));
    }
    return new Fault("route", places++ + " 0");
  }

  private ObjectNode place(String type) {
    ObjectNode fault = netlist.cells().putObject("fault" + places);
    fault.put("type", type);
    fault
        .putObject("parameters")
        .put("PLACE", String.format("%32s", Integer.toBinaryString(places)).replace(' ', '0'));
    fault.putObject("attributes");
    fault.putObject("port_directions");
    fault.putObject("connections");
    return fault;
  }

  private static void connect(ObjectNode fault, String port, JsonNode bits) {
    ((ObjectNode) fault.get("port_directions")).put(port, port.equals("Y") ? "output" : "input");
    ((ObjectNode) fault.get("connections")).set(port, bits.deepCopy());
  }

  private ArrayNode constant() {
    return netlist.cells().arrayNode().add("0");
  }
}
