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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The top module of a netlist in Yosys' JSON, as Yosys and nextpnr write it. */
final class Netlist {
  private static final JsonMapper JSON = JsonMapper.builder().build();

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

  /** The types of its cells. */
  Set<String> types() {
    Set<String> types = new TreeSet<>();
    cells().forEach(cell -> types.add(cell.path("type").asText()));
    return types;
  }

  /** Cells that are logic. */
  int size() {
    int size = 0;
    for (JsonNode cell : cells()) {
      size += cell.path("type").asText().startsWith("$") ? 0 : 1;
    }
    return size;
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
