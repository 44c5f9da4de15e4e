package io.nn2fpga.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PinFileTest {
  private static final BoardIo IO =
      new BoardIo(
          new BoardIo.Clock("C1", 25),
          null,
          List.of(new BoardIo.Link(BoardIo.Kind.UART, Map.of("rx", "R1", "tx", "T1"), 1_000_000)),
          null,
          "LVCMOS33",
          List.of("and this"));

  private static PinFile file(Board.Flow flow) {
    Board like = Boards.find("ulx3s-85f");
    Board board =
        new Board(
            like.name(),
            "Some board",
            like.part(),
            like.family(),
            like.resources(),
            50,
            0.5,
            flow,
            null,
            null,
            IO,
            like.open());
    return PinFile.of(board, IO, LinkPlan.of(IO.link(), 50).ports());
  }

  @Test
  void eachFlowHasItsOwnWords() {
    assertThat(file(Board.Flow.NEXTPNR_ECP5))
        .isEqualTo(
            new PinFile(
                "pins.lpf",
                """
                # Pins of Some board, written by nn2fpga.
                LOCATE COMP "clk" SITE "C1";
                IOBUF PORT "clk" IO_TYPE=LVCMOS33;
                LOCATE COMP "uart_rx" SITE "R1";
                IOBUF PORT "uart_rx" PULLMODE=UP IO_TYPE=LVCMOS33;
                LOCATE COMP "uart_tx" SITE "T1";
                IOBUF PORT "uart_tx" IO_TYPE=LVCMOS33;
                FREQUENCY PORT "clk" 25.0 MHZ;
                and this
                """));
    assertThat(file(Board.Flow.NEXTPNR_ICE40))
        .isEqualTo(
            new PinFile(
                "pins.pcf",
                """
                # Pins of Some board, written by nn2fpga.
                set_io clk C1
                set_io -pullup yes uart_rx R1
                set_io uart_tx T1
                set_frequency clk 25.0
                and this
                """));
    assertThat(file(Board.Flow.NEXTPNR_GOWIN))
        .isEqualTo(
            new PinFile(
                "pins.cst",
                """
                // Pins of Some board, written by nn2fpga.
                IO_LOC "clk" C1;
                IO_PORT "clk" IO_TYPE=LVCMOS33;
                IO_LOC "uart_rx" R1;
                IO_PORT "uart_rx" IO_TYPE=LVCMOS33 PULL_MODE=UP;
                IO_LOC "uart_tx" T1;
                IO_PORT "uart_tx" IO_TYPE=LVCMOS33;
                and this
                """));
    assertThat(file(Board.Flow.NEXTPNR_NEXUS))
        .isEqualTo(
            new PinFile(
                "pins.pdc",
                """
                # Pins of Some board, written by nn2fpga.
                ldc_set_location -site {C1} [get_ports {clk}]
                ldc_set_port -iobuf {IO_TYPE=LVCMOS33} [get_ports {clk}]
                ldc_set_location -site {R1} [get_ports {uart_rx}]
                ldc_set_port -iobuf {IO_TYPE=LVCMOS33 PULLMODE=UP} [get_ports {uart_rx}]
                ldc_set_location -site {T1} [get_ports {uart_tx}]
                ldc_set_port -iobuf {IO_TYPE=LVCMOS33} [get_ports {uart_tx}]
                create_clock -name clk -period 40.000 [get_ports {clk}]
                and this
                """));
    assertThat(file(Board.Flow.VIVADO))
        .isEqualTo(
            new PinFile(
                "pins.xdc",
                """
                # Pins of Some board, written by nn2fpga.
                set_property -dict {PACKAGE_PIN C1 IOSTANDARD LVCMOS33} [get_ports {clk}]
                set_property -dict {PACKAGE_PIN R1 IOSTANDARD LVCMOS33 PULLUP true} [get_ports {uart_rx}]
                set_property -dict {PACKAGE_PIN T1 IOSTANDARD LVCMOS33} [get_ports {uart_tx}]
                create_clock -name clk -period 40.000 [get_ports {clk}]
                and this
                """));
  }

  @Test
  void everyBoardWithAButtonPlacesIt() {
    for (Board board : Boards.all()) {
      BoardIo io = board.io();
      if (io != null && io.reset() != null) {
        BoardIo.Reset reset = Objects.requireNonNull(io.reset());
        LinkPlan.Port port = new LinkPlan.Port("rst", true, reset.pin(), false);
        assertThat(PinFile.of(board, io, List.of(port)).text().lines())
            .as(board.name())
            .anyMatch(l -> l.matches(".*\\brst\\b.*") && l.contains(reset.pin()));
      }
    }
  }

  @Test
  void linesOfUsbArePulledByTheBoardAlone() {
    Board board = Boards.find("orangecrab");
    BoardIo io = Objects.requireNonNull(board.io());
    PinFile file = PinFile.of(board, io, LinkPlan.of(io.link(), 48).ports());
    assertThat(file.text())
        .contains(
            """
            LOCATE COMP "usb_dp" SITE "N1";
            IOBUF PORT "usb_dp" PULLMODE=NONE IO_TYPE=LVCMOS33;
            LOCATE COMP "usb_dn" SITE "M2";
            IOBUF PORT "usb_dn" PULLMODE=NONE IO_TYPE=LVCMOS33;
            LOCATE COMP "usb_pullup" SITE "N2";
            IOBUF PORT "usb_pullup" IO_TYPE=LVCMOS33;
            FREQUENCY PORT "clk" 48.0 MHZ;
            """);
  }
}
