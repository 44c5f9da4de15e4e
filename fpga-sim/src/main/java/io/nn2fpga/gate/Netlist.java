package io.nn2fpga.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The top module of a netlist in Yosys' JSON, as Yosys and nextpnr write it. */
final class Netlist {
  /** Behind a bidirectional port's name: what it is driven with. */
  static final String DRIVEN = "_driven";

  /** Behind a bidirectional port's name: whether it is driven. */
  static final String DRIVES = "_drives";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Flip-flops and memories of all families here; a routed iCE40's flip-flops are logic cells. */
  private static final Pattern KEEPING =
      Pattern.compile(
          "TRELLIS_FF|DFF\\w*|SB_DFF\\w*|DP16KD|PDPW16KD|SPX?9?|SDPX?9?B|DPX?9?B|SB_RAM40_4K"
              + "|ICESTORM_RAM|SB_SPRAM256KA|ICESTORM_SPRAM");

  private static final Pattern BEL = Pattern.compile("X(\\d+)/Y(\\d+)/lc(\\d+)");

  private final ObjectNode module;

  private Netlist(ObjectNode module) {
    this.module = module;
  }

  /**
   * Reads the module that the attribute {@code top} marks.
   *
   * @throws DiagnosticException TOOL_FAILED if the file has none
   */
  static Netlist read(Path file) {
    try {
      for (JsonNode one : JSON.readTree(file.toFile()).path("modules")) {
        if (one.path("attributes").has("top") && one.path("cells").isObject()) {
          return new Netlist((ObjectNode) one);
        }
      }
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
    throw unreadable(file, "no module is the top");
  }

  private static DiagnosticException unreadable(Path file, String why) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.TOOL_FAILED,
            "a netlist cannot be read: " + why,
            file.toString(),
            "set NN2FPGA_YOSYS and the flow's nextpnr to other versions"));
  }

  /** Its cells by name; changes are changes of the netlist. */
  ObjectNode cells() {
    return (ObjectNode) module.get("cells");
  }

  /** Gives inputs that nothing drives the level that the device gives them. */
  void tie(String type, Map<String, String> levels) {
    for (JsonNode cell : cells()) {
      if (cell.path("type").asText().equals(type)) {
        ObjectNode connections = (ObjectNode) cell.get("connections");
        levels.forEach((pin, level) -> tie(connections, pin, level));
      }
    }
  }

  private static void tie(ObjectNode connections, String pin, String level) {
    JsonNode bits = connections.path(pin);
    if (bits.isEmpty() || bits.get(0).asText().matches("[xz]")) {
      connections.set(pin, JSON.createArrayNode().add(level));
    }
  }

  /** The bits of one of its ports. */
  JsonNode port(String name) {
    return module.path("ports").path(name).path("bits");
  }

  /** Its ports by name: {@code direction} and {@code bits}. */
  ObjectNode ports() {
    return (ObjectNode) module.get("ports");
  }

  /**
   * Takes each bidirectional port apart: into what goes in, under its own name, and with {@link
   * #DRIVEN} and {@link #DRIVES} behind the name what comes out and whether it does. Verilator
   * knows no lines that either side drives where Yosys writes them.
   */
  void splitPorts() {
    Map<Integer, JsonNode> buffers = new LinkedHashMap<>();
    cells()
        .properties()
        .removeIf(
            cell -> {
              JsonNode connections = cell.getValue().path("connections");
              boolean buffer = cell.getValue().path("type").asText().equals("$_TBUF_");
              if (buffer) {
                buffers.put(connections.path("Y").path(0).asInt(), connections);
              }
              return buffer;
            });
    ObjectNode split = JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> port : ports().properties()) {
      JsonNode connections = buffers.get(port.getValue().path("bits").path(0).asInt());
      split.set(port.getKey(), port.getValue());
      if (port.getValue().path("direction").asText().equals("inout") && connections != null) {
        ((ObjectNode) port.getValue()).put("direction", "input");
        split.set(port.getKey() + DRIVEN, output(connections.path("A")));
        split.set(port.getKey() + DRIVES, output(connections.path("E")));
      }
    }
    module.set("ports", split);
  }

  private static ObjectNode output(JsonNode bits) {
    ObjectNode port = JSON.createObjectNode();
    port.put("direction", "output");
    port.set("bits", bits);
    return port;
  }

  /** The names of its nets, with {@code bits}. */
  JsonNode names() {
    return module.path("netnames");
  }

  /** Its arrays by name, with {@code width}; a netlist has none any more. */
  JsonNode memories() {
    return module.path("memories");
  }

  /** Bits that cells or ports drive. */
  Set<Integer> driven() {
    Set<Integer> driven = new HashSet<>();
    for (JsonNode cell : cells()) {
      for (Map.Entry<String, JsonNode> port : cell.path("port_directions").properties()) {
        if (port.getValue().asText().equals("output")) {
          cell.path("connections").path(port.getKey()).forEach(bit -> driven.add(bit.asInt()));
        }
      }
    }
    for (JsonNode port : ports()) {
      if (port.path("direction").asText().equals("input")) {
        port.path("bits").forEach(bit -> driven.add(bit.asInt()));
      }
    }
    return driven;
  }

  /** Bits that come out of cells whose type matches, in order. */
  Set<Integer> outputs(Pattern type) {
    Set<Integer> outputs = new LinkedHashSet<>();
    for (JsonNode cell : cells()) {
      if (type.matcher(cell.path("type").asText()).matches()) {
        for (Map.Entry<String, JsonNode> port : cell.path("port_directions").properties()) {
          if (port.getValue().asText().equals("output")) {
            for (JsonNode bit : cell.path("connections").path(port.getKey())) {
              if (bit.isInt()) {
                outputs.add(bit.asInt());
              }
            }
          }
        }
      }
    }
    return outputs;
  }

  /** Bits that come out of what keeps something: flip-flops, and memories that show a word. */
  Set<Integer> state() {
    Set<Integer> state = outputs(KEEPING);
    state.addAll(logicCells(true).keySet());
    return state;
  }

  /**
   * The outputs of a routed iCE40's logic cells, with the places of these: column, row, number.
   *
   * @param flipFlops whether only those with a flip-flop count
   */
  Map<Integer, String> logicCells(boolean flipFlops) {
    Map<Integer, String> places = new LinkedHashMap<>();
    for (JsonNode cell : cells()) {
      JsonNode output = cell.path("connections").path("O").path(0);
      boolean flipFlop = cell.path("parameters").path("DFF_ENABLE").asText().endsWith("1");
      if (cell.path("type").asText().equals("ICESTORM_LC")
          && output.isInt()
          && (flipFlop || !flipFlops)) {
        Matcher place = BEL.matcher(cell.path("attributes").path("NEXTPNR_BEL").asText());
        if (place.matches()) {
          places.put(output.asInt(), place.group(1) + " " + place.group(2) + " " + place.group(3));
        }
      }
    }
    return places;
  }

  /** A bit that no net has yet. */
  int freeBit() {
    int free = 2;
    for (JsonNode net : module.path("netnames")) {
      free = Math.max(free, largest(net.path("bits")) + 1);
    }
    for (JsonNode cell : cells()) {
      for (JsonNode bits : cell.path("connections")) {
        free = Math.max(free, largest(bits) + 1);
      }
    }
    return free;
  }

  private static int largest(JsonNode bits) {
    int largest = 0;
    for (JsonNode bit : bits) {
      largest = Math.max(largest, bit.asInt(0));
    }
    return largest;
  }

  /** Writes it alone, under a name of its own. */
  void write(Path file, String name) {
    ObjectNode root = JSON.createObjectNode();
    root.put("creator", "nn2fpga");
    root.putObject("modules").set(name, module);
    try {
      JSON.writeValue(file.toFile(), root);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "cannot write a netlist: " + e.getMessage(),
              file.toString(),
              "free disk space or name another build directory with --output"));
    }
  }

  /** One bit as a connection. */
  static ArrayNode bit(int bit) {
    return JSON.createArrayNode().add(bit);
  }
}
