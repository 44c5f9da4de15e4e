package io.nn2fpga.shell;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The constraint file of a board: where its ports are, in the words of its flow's tools.
 *
 * @param name of the file, in {@code board/}
 * @param text its contents
 */
record PinFile(String name, String text) {

  /**
   * The file for a board.
   *
   * @param ports all ports besides {@code clk}
   */
  static PinFile of(Board board, BoardIo io, List<LinkPlan.Port> ports) {
    List<LinkPlan.Port> all = new ArrayList<>();
    all.add(new LinkPlan.Port("clk", true, io.clock().pin(), false));
    all.addAll(ports);
    Dialect dialect =
        switch (board.flow()) {
          case NEXTPNR_ECP5 -> PinFile::lpf;
          case NEXTPNR_ICE40 -> PinFile::pcf;
          case NEXTPNR_GOWIN -> PinFile::cst;
          case NEXTPNR_NEXUS -> PinFile::pdc;
          case VIVADO -> PinFile::xdc;
          case VITIS -> throw new IllegalStateException("a card has no pins of its own");
        };
    String extension =
        switch (board.flow()) {
          case NEXTPNR_ECP5 -> "lpf";
          case NEXTPNR_ICE40 -> "pcf";
          case NEXTPNR_GOWIN -> "cst";
          case NEXTPNR_NEXUS -> "pdc";
          case VIVADO, VITIS -> "xdc";
        };
    List<String> lines = new ArrayList<>();
    lines.add(
        (extension.equals("cst") ? "// " : "# ")
            + "Pins of "
            + board.title()
            + ", written by nn2fpga.");
    for (LinkPlan.Port port : all) {
      lines.addAll(dialect.place(port, io.standard()));
    }
    lines.addAll(clock(board.flow(), io.clock().mhz()));
    lines.addAll(io.constraints());
    return new PinFile("pins." + extension, String.join("\n", lines) + "\n");
  }

  private interface Dialect {
    List<String> place(LinkPlan.Port port, String standard);
  }

  /** Lines that both sides drive are pulled by the board alone; else the tool's own default. */
  private static String pull(LinkPlan.Port port, String key) {
    if (port.direction() == LinkPlan.Direction.BOTH) {
      return key + "NONE";
    }
    return port.pullUp() ? key + "UP" : "";
  }

  private static List<String> lpf(LinkPlan.Port port, String standard) {
    List<String> lines = new ArrayList<>();
    lines.add("LOCATE COMP \"" + port.name() + "\" SITE \"" + port.pin() + "\";");
    String type = standard.isEmpty() ? "" : " IO_TYPE=" + standard;
    String pull = pull(port, " PULLMODE=");
    if (!type.isEmpty() || !pull.isEmpty()) {
      lines.add("IOBUF PORT \"" + port.name() + "\"" + pull + type + ";");
    }
    return lines;
  }

  private static List<String> pcf(LinkPlan.Port port, String standard) {
    String pull = port.pullUp() ? "-pullup yes " : "";
    return List.of("set_io " + pull + port.name() + " " + port.pin());
  }

  private static List<String> cst(LinkPlan.Port port, String standard) {
    List<String> lines = new ArrayList<>();
    lines.add("IO_LOC \"" + port.name() + "\" " + port.pin() + ";");
    String type = standard.isEmpty() ? "" : " IO_TYPE=" + standard;
    String pull = pull(port, " PULL_MODE=");
    if (!type.isEmpty() || !pull.isEmpty()) {
      lines.add("IO_PORT \"" + port.name() + "\"" + type + pull + ";");
    }
    return lines;
  }

  private static List<String> pdc(LinkPlan.Port port, String standard) {
    List<String> lines = new ArrayList<>();
    String ports = "[get_ports {" + port.name() + "}]";
    lines.add("ldc_set_location -site {" + port.pin() + "} " + ports);
    String type = standard.isEmpty() ? "" : "IO_TYPE=" + standard;
    String pull = pull(port, " PULLMODE=");
    if (!type.isEmpty() || !pull.isEmpty()) {
      lines.add("ldc_set_port -iobuf {" + (type + pull).strip() + "} " + ports);
    }
    return lines;
  }

  private static List<String> xdc(LinkPlan.Port port, String standard) {
    String type = standard.isEmpty() ? "" : " IOSTANDARD " + standard;
    String pull = port.pullUp() ? " PULLUP true" : "";
    return List.of(
        "set_property -dict {PACKAGE_PIN "
            + port.pin()
            + type
            + pull
            + "} [get_ports {"
            + port.name()
            + "}]");
  }

  /** The oscillator's frequency, where it is told in this file. */
  private static List<String> clock(Board.Flow flow, double mhz) {
    String period = String.format(Locale.ROOT, "%.3f", 1e3 / mhz);
    return switch (flow) {
      case NEXTPNR_ECP5 -> List.of("FREQUENCY PORT \"clk\" " + mhz + " MHZ;");
      case NEXTPNR_ICE40 -> List.of("set_frequency clk " + mhz);
      case NEXTPNR_GOWIN -> List.of();
      case NEXTPNR_NEXUS, VIVADO, VITIS ->
          List.of("create_clock -name clk -period " + period + " [get_ports {clk}]");
    };
  }
}
