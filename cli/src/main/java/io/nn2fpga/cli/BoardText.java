package io.nn2fpga.cli;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.OpenFlow;
import io.nn2fpga.cost.Resources;
import io.nn2fpga.pnr.FlowTools;
import io.nn2fpga.sim.tool.Tool;
import io.nn2fpga.sim.tool.Toolbox;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Boards as people read them. */
final class BoardText {
  private final Toolbox tools;

  /** With the tools of this machine, on which it depends where a build ends. */
  BoardText(Toolbox tools) {
    this.tools = tools;
  }

  /** One line a board. */
  List<String> table(List<Board> boards) {
    TextTable table =
        new TextTable(
            "board",
            "part",
            "LUT",
            "FF",
            "DSP",
            "BRAM36",
            "URAM",
            "MHz",
            "flow",
            "link",
            "bitstream",
            "title");
    for (Board board : boards) {
      Resources has = board.resources();
      table.row(
          board.name(),
          board.part(),
          number((double) has.lut()),
          number((double) has.ff()),
          number((double) has.dsp()),
          number(has.bram36()),
          number((double) has.uram()),
          number(board.clockMhz()),
          board.flow().word(),
          links(board),
          bitstream(board),
          board.title());
    }
    return table.lines();
  }

  /** Everything that is known of a board. */
  List<String> whole(Board board) {
    List<String> lines = new ArrayList<>();
    Resources has = board.resources();
    lines.add(board.name() + ": " + board.title());
    line(lines, "part", board.part() + " (" + board.family().title() + ")");
    line(
        lines,
        "resources",
        String.format(
            Locale.ROOT,
            "%s LUT, %s FF, %s DSP, %s BRAM36, %s URAM",
            number((double) has.lut()),
            number((double) has.ff()),
            number((double) has.dsp()),
            number(has.bram36()),
            number((double) has.uram())));
    line(lines, "clock", number(board.clockMhz()) + " MHz aimed at");
    line(lines, "fills", number(100 * board.utilization()) + " % unless --utilization says more");
    line(lines, "flow", board.flow().word());
    line(lines, "bitstream", bitstream(board));
    if (board.zynq() != null) {
      line(lines, "processor", board.zynq().processor().word());
      line(lines, "board part", board.zynq().boardPart());
    }
    if (board.vitis() != null) {
      line(lines, "platform", board.vitis().platform());
      line(
          lines,
          "memory",
          board.vitis().memory() + ", " + board.vitis().memoryWidth() + " bits at a time");
    }
    if (board.io() != null) {
      io(lines, board.io());
    }
    if (board.open() != null) {
      open(lines, board.open());
    }
    return lines;
  }

  private static void io(List<String> lines, BoardIo io) {
    line(lines, "oscillator", number(io.clock().mhz()) + " MHz, pin " + io.clock().pin());
    BoardIo.Reset reset = io.reset();
    if (reset != null) {
      line(
          lines, "reset", "pin " + reset.pin() + (reset.activeLow() ? ", 0 resets" : ", 1 resets"));
    }
    for (BoardIo.Link link : io.links()) {
      line(
          lines,
          link.kind().word(),
          link.kind().roles().stream()
                  .map(role -> role + " " + link.pin(role))
                  .collect(Collectors.joining(", ", "pins ", ""))
              + "; "
              + number((double) link.rate())
              + " bits/s"
              + (link.equals(io.link()) ? "" : "; build --link " + link.kind().word()));
    }
    if (!io.standard().isEmpty()) {
      line(lines, "standard", io.standard());
    }
    io.constraints().forEach(constraint -> line(lines, "constraint", constraint));
  }

  private static void open(List<String> lines, OpenFlow open) {
    line(lines, "nextpnr", String.join(" ", open.device()));
    if (!open.pack().isEmpty()) {
      line(lines, "packer", String.join(" ", open.pack()));
    }
    line(
        lines,
        "load",
        open.loader().isEmpty()
            ? "not by openFPGALoader"
            : "openFPGALoader " + String.join(" ", open.loader()));
  }

  private static void line(List<String> lines, String key, String value) {
    lines.add(String.format(Locale.ROOT, "  %-11s %s", key, value));
  }

  private static String links(Board board) {
    BoardIo io = board.io();
    if (io != null) {
      return io.links().stream().map(link -> link.kind().word()).collect(Collectors.joining(", "));
    }
    return board.zynq() != null ? "AXI" : "PCIe";
  }

  /** Where a build ends on this machine. */
  private String bitstream(Board board) {
    if (board.flow() == Board.Flow.VITIS) {
      return tools.find(Tool.VPP) == null ? "needs Vitis" : "here";
    }
    if (!board.flow().open()) {
      return tools.find(Tool.VIVADO) == null ? "needs Vivado" : "here";
    }
    FlowTools flow = FlowTools.of(board);
    boolean here = flow.programs().stream().allMatch(tool -> tools.find(tool) != null);
    return here ? "here" : "here, after the first build";
  }

  /** At most three decimals: an iCE40's block RAM is an eighth of a BRAM36. */
  static String number(double value) {
    return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(value);
  }
}
