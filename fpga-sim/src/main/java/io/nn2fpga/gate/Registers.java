package io.nn2fpga.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.pnr.BoardTop;
import io.nn2fpga.pnr.WholeSynthesis;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The registers of a board's Verilog, and where a netlist still has them.
 *
 * <p>Yosys reads the Verilog, without optimizing it, which says what names registers have. What it
 * optimizes away, merges or retimes later keeps no name, or one whose value is the register's.
 */
final class Registers {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final String NAME = "registers";

  /** Yosys' flip-flops before they are mapped. */
  private static final Pattern FLIP_FLOP = Pattern.compile("\\$_?\\w*(dff|DFF)\\w*");

  /** Names that need no escape in a reference of Verilog. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_]\\w*(\\[\\d+])*(\\.[A-Za-z_]\\w*(\\[\\d+])*)*");

  /** Declarations of registers: what they are called. */
  private static final Pattern DECLARATION =
      Pattern.compile(
          "\\breg\\b(?:\\s+signed\\b)?\\s*(?:\\[[^;\\n]*?:[^\\]]*\\])?\\s*([\\w\\s,]+)");

  /** Bits of names that are a register's, by {@link #key}, to the bit that they have there. */
  private final Map<String, Integer> bits = new LinkedHashMap<>();

  /** Those whose value at power-up the Verilog says. */
  private final Set<Integer> defined = new HashSet<>();

  /** Arrays that begin undefined, with their widths: synthesis may make registers of them. */
  private final Map<String, Integer> arrays = new HashMap<>();

  /** A reference to each by the name that is declared as a register. */
  private final Map<Integer, String> declared = new HashMap<>();

  private Registers(Netlist verilog, Set<String> declarations) {
    Set<Integer> registers = verilog.outputs(FLIP_FLOP);
    each(
        verilog,
        (name, index, reference, net) -> {
          JsonNode bit = net.path("bits").get(index);
          if (bit.isInt() && registers.contains(bit.asInt())) {
            bits.put(key(name, index, net), bit.asInt());
            String initial = net.path("attributes").path("init").asText();
            int place = initial.length() - 1 - index;
            if (place >= 0 && "01".indexOf(initial.charAt(place)) >= 0) {
              defined.add(bit.asInt());
            }
            String last = name.substring(name.lastIndexOf('.') + 1).replaceFirst("\\[\\d+]$", "");
            if (declarations.contains(last)) {
              declared.put(bit.asInt(), reference);
            }
          }
        });
    for (Map.Entry<String, JsonNode> memory : verilog.memories().properties()) {
      arrays.put(memory.getKey(), memory.getValue().path("width").asInt());
    }
    for (JsonNode cell : verilog.cells()) {
      if (cell.path("type").asText().startsWith("$meminit")) {
        arrays.remove(cell.path("parameters").path("MEMID").asText().replaceFirst("^\\\\", ""));
      }
    }
  }

  /**
   * A bit of a register.
   *
   * @param name of it, below the top module: a reference in Verilog
   * @param declared the same bit by the name that is declared {@code reg}
   * @param undefined whether the Verilog leaves its value at power-up open
   * @param bit the netlist's
   */
  record Register(String name, String declared, boolean undefined, int bit) {
    Register at(int other) {
      return new Register(name, declared, undefined, other);
    }
  }

  /**
   * Reads a board's top level.
   *
   * @param build the build directory
   * @param work where files go, below it
   */
  static Registers read(Toolbox tools, Path build, Path work) {
    BoardTop top = BoardTop.read(build);
    List<String> script =
        new ArrayList<>(WholeSynthesis.reading(top, work.toAbsolutePath().relativize(build) + "/"));
    script.add("proc -noopt");
    script.add("flatten");
    script.add("write_json " + NAME + ".json");
    try {
      Files.write(work.resolve(NAME + ".ys"), script);
    } catch (IOException e) {
      throw new UncheckedIOException("a script for Yosys cannot be written", e);
    }
    List<String> command =
        List.of(tools.require(Tool.YOSYS).toString(), "-Q", "-T", "-q", "-s", NAME + ".ys");
    tools.runner().run(ToolCommand.of(NAME, command, work, LIMIT));
    return new Registers(
        Netlist.read(work.resolve(NAME + ".json")), declarations(build, top.sources()));
  }

  private static Set<String> declarations(Path build, List<String> sources) {
    Set<String> names = new HashSet<>();
    for (String source : sources) {
      try {
        Matcher matcher = DECLARATION.matcher(Files.readString(build.resolve(source)));
        while (matcher.find()) {
          names.addAll(List.of(matcher.group(1).strip().split("[\\s,]+", -1)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the board's Verilog cannot be read back", e);
      }
    }
    return names;
  }

  /**
   * Registers that a netlist of the same Verilog has under their names.
   *
   * @param netlist as synthesis wrote it
   * @return those with a bit that something drives
   */
  List<Register> in(Netlist netlist) {
    Set<Integer> driven = netlist.driven();
    Set<Integer> done = new HashSet<>();
    List<Register> found = new ArrayList<>();
    each(
        netlist,
        (name, index, reference, net) -> {
          Integer register = bits.get(key(name, index, net));
          JsonNode bit = net.path("bits").get(index);
          if (!bit.isInt() || !driven.contains(bit.asInt())) {
            return;
          }
          if (register != null && declared.containsKey(register) && done.add(register)) {
            String declaration = Objects.requireNonNull(declared.get(register));
            found.add(
                new Register(reference, declaration, !defined.contains(register), bit.asInt()));
          } else if (isWordOfArray(name, net)) {
            found.add(new Register(reference, reference, true, bit.asInt()));
          }
        });
    return found;
  }

  /** Whether a net is a word of an array, under the name that Yosys gives to such a register. */
  private boolean isWordOfArray(String name, JsonNode net) {
    Integer width = arrays.get(name.replaceFirst("\\[\\d+]$", ""));
    return width != null && name.endsWith("]") && width == net.path("bits").size();
  }

  /**
   * The same registers behind place and route, as far as nets kept a name.
   *
   * @param registers of the netlist that synthesis wrote
   * @param routed nextpnr's
   */
  static List<Register> behind(List<Register> registers, Netlist synthesized, Netlist routed) {
    Map<String, Integer> nets = new HashMap<>();
    for (Map.Entry<String, JsonNode> name : routed.names().properties()) {
      JsonNode bits = name.getValue().path("bits");
      if (bits.size() == 1 && bits.get(0).isInt()) {
        nets.put(name.getKey(), bits.get(0).asInt());
      }
    }
    // A net of one bit has one of the names that synthesis gave to it, as Verilog refers to it.
    Map<Integer, Integer> moved = new HashMap<>();
    each(
        synthesized,
        (name, index, reference, net) -> {
          JsonNode bit = net.path("bits").get(index);
          Integer other = nets.get(reference);
          if (bit.isInt() && other != null) {
            moved.put(bit.asInt(), other);
          }
        });
    List<Register> found = new ArrayList<>();
    for (Register register : registers) {
      Integer bit = moved.get(register.bit());
      if (bit != null) {
        found.add(register.at(bit));
      }
    }
    return found;
  }

  /** Takes one bit of a name. */
  private interface Bit {
    void take(String name, int index, String reference, JsonNode net);
  }

  private static void each(Netlist netlist, Bit taker) {
    for (Map.Entry<String, JsonNode> name : netlist.names().properties()) {
      JsonNode net = name.getValue();
      for (int i = 0; i < net.path("bits").size(); i++) {
        String reference = reference(name.getKey(), net, i);
        if (reference != null) {
          taker.take(name.getKey(), i, reference, net);
        }
      }
    }
  }

  private static String key(String name, int index, JsonNode net) {
    return name + " " + index + "/" + net.path("bits").size();
  }

  /** How Verilog names a bit; null if it would take more than plain names. */
  private static @Nullable String reference(String name, JsonNode net, int index) {
    if (net.path("hide_name").asInt() != 0 || !PLAIN.matcher(name).matches()) {
      return null;
    }
    int width = net.path("bits").size();
    if (width == 1) {
      return name;
    }
    int place = net.path("upto").asInt() != 0 ? width - 1 - index : index;
    return name + "[" + (net.path("offset").asInt() + place) + "]";
  }
}
