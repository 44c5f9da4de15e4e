package io.nn2fpga.synth;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One run of Yosys over several units, in a directory of its own that keeps the script, the log and
 * the statistics.
 *
 * @param name names the directory
 * @param units alike in {@link SynthesisUnit#romsApart}
 * @param commands how the family synthesizes
 */
record SynthesisBatch(String name, List<SynthesisUnit> units, DeviceFamily.Synthesis commands) {
  /** The macro that selects the form of a module that is meant for synthesis. */
  private static final String MACRO = "NN2FPGA_SYNTHESIS";

  private static final String TOP = "nn2fpga_synthesis";
  private static final String STATISTICS = "stat.json";
  private static final String LOG = "yosys.log";
  private static final Duration LIMIT_OF_ONE = Duration.ofMinutes(15);
  private static final int MORE_FOR_EACH = 60;

  /** Copies the list. */
  SynthesisBatch {
    units = List.copyOf(units);
  }

  /** What every batch does with a family's commands; a part of the cache's key. */
  static String script(DeviceFamily.Synthesis commands, boolean romsApart, Iterable<String> files) {
    // Files by relative names: the packaged Yosys sees another /tmp than the rest of the system.
    return "read_verilog -defer -D"
        + MACRO
        + " "
        + String.join(" ", files)
        + "\nhierarchy -top "
        + TOP
        + "\n"
        + (romsApart ? "blackbox *" + SynthesisUnit.ROM + "*\n" : "")
        + String.join("\n", commands.script(TOP))
        + "\n"
        // To a file: linked into one program, ABC leaves standard output redirected.
        + "tee -q -o "
        + STATISTICS
        + " stat -json\n";
  }

  /**
   * Runs Yosys.
   *
   * @param parent the directory of all batches
   * @return the cells by type, of each unit
   * @throws DiagnosticException if Yosys is missing, fails or takes too long
   */
  Map<SynthesisUnit, Map<String, Long>> run(Toolbox tools, Path parent) {
    Path directory = create(parent.resolve(name));
    Set<String> files = writeSources(directory);
    boolean romsApart = units.get(0).romsApart();
    write(directory.resolve("script.ys"), script(commands, romsApart, files));
    List<String> yosys =
        List.of(tools.require(Tool.YOSYS).toString(), "-Q", "-T", "-l", LOG, "-s", "script.ys");
    Duration limit = LIMIT_OF_ONE.plusSeconds((long) MORE_FOR_EACH * (units.size() - 1));
    tools.runner().run(ToolCommand.of(name, yosys, directory, limit));
    CellCounts counts = statistics(directory);
    Map<SynthesisUnit, Map<String, Long>> cells = new LinkedHashMap<>();
    for (int i = 0; i < units.size(); i++) {
      cells.put(units.get(i), counts.of(wrapper(i), romsApart ? SynthesisUnit.ROM : null));
    }
    return cells;
  }

  private static CellCounts statistics(Path directory) {
    Path file = directory.resolve(STATISTICS);
    try {
      return new CellCounts(JsonMapper.builder().build().readTree(file.toFile()));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.TOOL_FAILED,
              "Yosys left no statistics: " + e.getMessage(),
              directory.resolve(LOG).toString(),
              "the file above holds all that it printed"));
    }
  }

  private static String wrapper(int unit) {
    return "unit_" + unit;
  }

  /** Writes sources, memory images and the batch's top module; returns the Verilog files' names. */
  private Set<String> writeSources(Path directory) {
    Set<String> files = new LinkedHashSet<>();
    List<String> top = new ArrayList<>();
    List<String> wrappers = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      SynthesisUnit unit = units.get(i);
      for (Map.Entry<String, String> source : unit.sources().entrySet()) {
        if (files.add(source.getKey())) {
          write(directory.resolve(source.getKey()), source.getValue());
        }
      }
      List<String> parameters = new ArrayList<>();
      unit.parameters().forEach((key, value) -> parameters.add("." + key + "(" + value + ")"));
      for (Map.Entry<String, String> memory : unit.memories().entrySet()) {
        String file = "";
        if (!unit.romsApart()) {
          file = wrapper(i) + "_" + memory.getKey() + ".mem";
          write(directory.resolve(file), memory.getValue());
        }
        parameters.add("." + memory.getKey() + "(\"" + file + "\")");
      }
      // Without connections nothing is optimized across the unit's ports.
      wrappers.add(
          "module "
              + wrapper(i)
              + " ();\n  (* keep *) "
              + unit.module()
              + parameters(parameters)
              + " u_unit ();\nendmodule\n");
      top.add("  (* keep *) " + wrapper(i) + " u_" + i + " ();\n");
    }
    String text =
        String.join("", wrappers)
            + "module "
            + TOP
            + " ();\n"
            + String.join("", top)
            + "endmodule\n";
    write(directory.resolve(TOP + ".v"), text);
    files.add(TOP + ".v");
    return files;
  }

  private static String parameters(List<String> parameters) {
    return parameters.isEmpty() ? "" : " #(\n    " + String.join(",\n    ", parameters) + "\n  )";
  }

  private static Path create(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw notWritable(file, e);
    }
  }

  private static DiagnosticException notWritable(Path file, IOException e) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.FILE_NOT_WRITABLE,
            "cannot write what synthesis reads: " + e.getMessage(),
            file.toString(),
            "free disk space or name another build directory with --output"));
  }
}
