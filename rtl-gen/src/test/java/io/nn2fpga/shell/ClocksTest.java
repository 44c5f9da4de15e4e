package io.nn2fpga.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.diag.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClocksTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-6);

  static Stream<Board> serialBoards() {
    return Boards.all().stream().filter(b -> b.io() != null);
  }

  /** The data sheets' formula of a family, from the parameters that the Verilog is given. */
  private static double made(Board board, ClockPlan plan) {
    double in = Objects.requireNonNull(board.io()).clock().mhz();
    Map<String, String> p = plan.parameters();
    return switch (plan.module()) {
      case "nn2fpga_clock_direct" -> in;
      case "nn2fpga_clock_divided" -> in / (1 << value(p, "BITS"));
      case "nn2fpga_clock_ecp5" ->
          in
              / value(p, "CLKI_DIV")
              * value(p, "CLKFB_DIV")
              * value(p, "CLKOP_DIV")
              / value(p, "CLKOS_DIV");
      case "nn2fpga_clock_ice40" ->
          in * (value(p, "DIVF") + 1) / (value(p, "DIVR") + 1) / (1 << value(p, "DIVQ"));
      case "nn2fpga_clock_ice40_usb" ->
          in
              * (value(p, "DIVF") + 1)
              / (value(p, "DIVR") + 1)
              / (1 << (value(p, "DIVQ") + value(p, "HALVINGS")));
      case "nn2fpga_clock_gowin" -> in / (value(p, "IDIV_SEL") + 1) * (value(p, "FBDIV_SEL") + 1);
      case "nn2fpga_clock_series7" ->
          in / value(p, "DIVCLK_DIVIDE") * value(p, "CLKFBOUT_MULT") / value(p, "CLKOUT0_DIVIDE");
      default -> throw new AssertionError(plan.module());
    };
  }

  private static int value(Map<String, String> parameters, String name) {
    return Integer.parseInt(Objects.requireNonNull(parameters.get(name)));
  }

  @ParameterizedTest
  @MethodSource("serialBoards")
  void everyBoardMakesAClockNearWhatItIsGivenAndNotAbove(Board board) {
    for (double mhz = 17; mhz < 120; mhz += 3.7) {
      ClockPlan plan = Clocks.plan(board, mhz);
      assertThat(plan.mhz()).isCloseTo(made(board, plan), EXACT).isLessThan(mhz + 1e-6);
      // Without a PLL, or with one that makes USB's clock, halves are all there is.
      boolean halves = board.flow() == Board.Flow.NEXTPNR_NEXUS || plan.makesUsb();
      if (halves) {
        assertThat(plan.mhz())
            .as("%s: %s", board.name(), mhz)
            .isGreaterThan(0.49 * Math.min(mhz, 48));
      } else {
        assertThat(plan.mhz()).as("%s: %s", board.name(), mhz).isGreaterThan(0.9 * mhz);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("serialBoards")
  void theTargetOfEveryBoardIsMade(Board board) {
    assertThat(Clocks.plan(board, board.clockMhz()).mhz()).isCloseTo(board.clockMhz(), EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    // The settings that icepll and gowin_pll find for the same frequencies.
    "icebreaker, 24, nn2fpga_clock_ice40, DIVF, 63, DIVQ, 5",
    "hx8k-breakout, 48, nn2fpga_clock_ice40, DIVF, 63, DIVQ, 4",
    "tang-nano-20k, 54, nn2fpga_clock_gowin, FBDIV_SEL, 1, IDIV_SEL, 0",
  })
  void settingsAreThoseOfTheFamiliesTools(
      String board, double mhz, String module, String a, int aIs, String b, int bIs) {
    ClockPlan plan = Clocks.plan(Boards.find(board), mhz);
    assertThat(plan.module()).isEqualTo(module);
    assertThat(value(plan.parameters(), a)).isEqualTo(aIs);
    assertThat(value(plan.parameters(), b)).isEqualTo(bIs);
  }

  @Test
  void theOscillatorGoesAsItIsOrDividedWhereNoPllReaches() {
    Board icebreaker = Boards.find("icebreaker"); // its PLL makes 16 MHz and more
    assertThat(Clocks.plan(icebreaker, 12.5)).isEqualTo(ClockPlan.direct(12));
    assertThat(Clocks.plan(icebreaker, 11.9)).isEqualTo(ClockPlan.divided(12, 1));
    assertThat(Clocks.plan(icebreaker, 3)).isEqualTo(ClockPlan.divided(12, 2));
  }

  @Test
  void thePinBesideTheUp5kPllIsTakenFromThePad() {
    assertThat(Clocks.plan(Boards.find("icebreaker"), 30).parameters()).containsEntry("PAD", "1");
    assertThat(Clocks.plan(Boards.find("upduino3"), 30).parameters()).containsEntry("PAD", "0");
  }

  @Test
  void usbHas48MegahertzBesideTheAcceleratorsClock() {
    Board bx = Boards.find("tinyfpga-bx");
    for (double[] pair :
        new double[][] {{100, 48}, {48, 48}, {47, 24}, {24, 24}, {23, 12}, {1, 0.75}}) {
      ClockPlan plan = Clocks.plan(bx, pair[0]);
      assertThat(plan.makesUsb()).isTrue();
      assertThat(plan.mhz()).isCloseTo(pair[1], EXACT);
      assertThat(plan.mhz() * (1 << value(plan.parameters(), "HALVINGS"))).isCloseTo(48, EXACT);
    }
    // The oscillator's own is USB's, so that the PLL is free.
    Board orangecrab = Boards.find("orangecrab");
    assertThat(Clocks.plan(orangecrab, 48)).isEqualTo(ClockPlan.direct(48));
    assertThat(Clocks.plan(orangecrab, 36).module()).isEqualTo("nn2fpga_clock_ecp5");
    BoardIo io = Objects.requireNonNull(bx.io());
    assertThat(Clocks.plan(bx.linkedBy(io.links().get(1)), 32).mhz()).isCloseTo(32, EXACT);
  }

  @Test
  void aBoardThatMakesNo48MegahertzHasNoUsb() {
    Board like = Boards.find("ulx3s-85f");
    BoardIo io = Objects.requireNonNull(like.io());
    BoardIo.Link usb =
        new BoardIo.Link(
            BoardIo.Kind.USB, Map.of("dp", "E16", "dn", "F16", "pullup", "B12"), BoardIo.USB_RATE);
    Board board =
        new Board(
            "mine",
            like.title(),
            like.part(),
            like.family(),
            like.resources(),
            like.clockMhz(),
            like.utilization(),
            like.flow(),
            null,
            null,
            new BoardIo(io.clock(), null, List.of(usb), null, "", List.of()),
            like.open());
    assertThatThrownBy(() -> Clocks.plan(board, 50))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("the board mine makes no 48 MHz for USB")
        .hasMessageContaining("hint: it takes an oscillator of 48 MHz or the PLL of an iCE40");
  }

  @Test
  void aClockThatNothingMakesIsRefused() {
    assertThatThrownBy(() -> Clocks.plan(Boards.find("icebreaker"), 0.1))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("makes no clock of 0.1 MHz")
        .hasMessageContaining("--clock at least 0.1875");
  }
}
