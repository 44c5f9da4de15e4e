package io.nn2fpga.amd;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Zynq;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.shell.BoardFiles;
import io.nn2fpga.template.Template;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code vivado/}: a script that makes the project, with a block design of the processor, a
 * DMA and the design in its shell, or with the board top of a board without a processor, and runs
 * it through to a bitstream.
 *
 * <p>The script is the same for every design, {@code project.tcl} for every board of a kind; {@code
 * settings.tcl} holds what differs, so that no template holds a Tcl variable.
 */
final class VivadoProject {
  private VivadoProject() {}

  /** The folder's files, by path in the build directory. */
  static Map<String, String> files(
      Design design, DesignFiles sources, Board board, Zynq zynq, double clockMhz) {
    AxisShell shell = AxisShell.of(design, zynq.processor().memoryWidth());
    Map<String, Object> values = shell.values();
    values.put("design", design.name());
    values.put("board", board.name());
    values.put("boardTitle", board.title());
    values.put("part", board.part());
    values.put("boardPart", zynq.boardPart());
    values.put("processor", zynq.processor().word());
    values.put("memoryWidth", zynq.processor().memoryWidth());
    values.put("addressWidth", zynq.processor().addressWidth());
    values.put("clockMhz", clockMhz);
    Map<String, String> files = common();
    files.putAll(shell.files(design, sources));
    files.put("vivado/project.tcl", AmdFiles.resource("project_processor.tcl"));
    files.put("vivado/settings.tcl", render("settings.tcl.vm", values));
    files.put("vivado/README.md", render("vivado.md.vm", values));
    return files;
  }

  /**
   * The folder's files for a board without a processor: the project of its board top, whose sources
   * and pins are in {@code board/}.
   */
  static Map<String, String> files(Design design, Board board, double clockMhz) {
    Map<String, Object> values = new TreeMap<>();
    values.put("design", design.name());
    values.put("board", board.name());
    values.put("boardTitle", board.title());
    values.put("part", board.part());
    values.put("top", BoardFiles.top(design.name()));
    values.put("clockMhz", clockMhz);
    Map<String, String> files = common();
    files.put("vivado/project.tcl", AmdFiles.resource("project_board.tcl"));
    files.put("vivado/settings.tcl", render("board_settings.tcl.vm", values));
    files.put("vivado/README.md", render("vivado_board.md.vm", values));
    return files;
  }

  private static Map<String, String> common() {
    Map<String, String> files = new TreeMap<>();
    for (String file : new String[] {"build.tcl", "copy_memories.tcl", "user.xdc"}) {
      files.put("vivado/" + file, AmdFiles.resource(file));
    }
    return files;
  }

  private static String render(String template, Map<String, Object> values) {
    return Template.load(VivadoProject.class, template).render(values);
  }
}
