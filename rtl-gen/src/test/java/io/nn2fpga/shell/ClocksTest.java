package io.nn2fpga.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.diag.DiagnosticException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClocksTest {
  private static final String USB = "nn2fpga_clock_ice40_usb";
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
      case USB ->
          in
              * (value(p, "DIVF") + 1)
              / (value(p, "DIVR") + 1)
              / (1 << value(p, "DIVQ"))
              / (1 << value(p, "HALVINGS"));
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
      // Nexus: no PLL there; beside USB's clock only its halvings are made.
      if (board.flow() != Board.Flow.NEXTPNR_NEXUS && !plan.module().equals(USB)) {
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
  void aClockThatNothingMakesIsRefused() {
    assertThatThrownBy(() -> Clocks.plan(Boards.find("icebreaker"), 0.1))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("makes no clock of 0.1 MHz")
        .hasMessageContaining("--clock at least 0.1875");
  }
}
