package io.nn2fpga.gate;

import io.nn2fpga.boards.Board;

/** How far towards the FPGA a build is checked: which of the tools' files runs the samples. */
public enum CheckDepth {
  /** The bitstream file itself. */
  BITSTREAM(
      "the bitstream, turned back to Verilog with its block RAM contents, gives the golden results"
          + " at the board's pins; its PLL is taken to make the clock"),
  /** The netlist behind place and route; the bitstream is compared with the configuration. */
  ROUTED(
      "the netlist after place and route gives the golden results at the board's pins, and the"
          + " bitstream unpacks to the configuration that place and route wrote; that this"
          + " configuration is that netlist is not checked, its PLL is taken to make the clock"),
  /** The netlist in front of place and route. */
  SYNTHESIZED(
      "the netlist after synthesis gives the golden results at the board's pins; placement,"
          + " routing and the bitstream made from it are not checked, its PLL is taken to make the"
          + " clock"),
  /** Nothing: there are no models of the family's cells. */
  NONE(
      "nothing behind the generated Verilog is checked: the models of cells do not cover this"
          + " family");

  private final String words;

  CheckDepth(String words) {
    this.words = words;
  }

  /** How far boards of a family are checked. */
  public static CheckDepth of(Board board) {
    return switch (board.flow()) {
      case NEXTPNR_ICE40 -> board.family().name().equals("ice40-up") ? ROUTED : BITSTREAM;
      case NEXTPNR_ECP5, NEXTPNR_GOWIN -> SYNTHESIZED;
      default -> NONE;
    };
  }

  /** What is known of a build that passed, and what is not; a clause. */
  public String words() {
    return words;
  }
}
