package io.nn2fpga.amd;

import io.nn2fpga.boards.Board;
import io.nn2fpga.hdl.HlsText;
import io.nn2fpga.host.HostStream;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.template.Template;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes what {@code hls/} lacks for Vitis HLS: a top function with AXI4-Stream ports, a test bench
 * that compares with the integer reference, and the script that makes and runs the project.
 */
final class VitisHlsProject {
  private VitisHlsProject() {}

  /** The files by path in the build directory. */
  static Map<String, String> files(Design design, Board board, double clockMhz) {
    Map<String, Object> values = new TreeMap<>();
    values.put("design", design.name());
    values.put("guard", design.name().toUpperCase(Locale.ROOT));
    values.put("board", board.name());
    values.put("boardTitle", board.title());
    values.put("part", board.part());
    values.put("periodNs", String.format(Locale.ROOT, "%.3f", 1e3 / clockMhz));
    stream(values, "input", HostStream.only(design.inputs()).wire().type());
    stream(values, "output", HostStream.only(design.outputs()).wire().type());
    Map<String, String> files = new TreeMap<>();
    String top = "hls/" + design.name() + "_axis";
    files.put(top + ".hpp", render("axis_top.hpp.vm", values));
    files.put(top + ".cpp", render("axis_top.cpp.vm", values));
    files.put("hls/testbench.cpp", render("testbench.cpp.vm", values));
    files.put("hls/settings.tcl", render("hls_settings.tcl.vm", values));
    files.put("hls/README.md", render("hls.md.vm", values));
    for (String file : new String[] {"run_hls.tcl", "nn2fpga_axis.hpp"}) {
      files.put("hls/" + file, AmdFiles.resource(file));
    }
    return files;
  }

  private static void stream(Map<String, Object> values, String side, StreamType type) {
    values.put(side + "Type", HlsText.beatType(type));
    values.put(side + "Bits", (type.dataBits() + 7) / 8 * 8);
    values.put(side + "Beats", type.beatsPerFrame());
  }

  private static String render(String template, Map<String, Object> values) {
    return Template.load(VitisHlsProject.class, template).render(values);
  }
}
