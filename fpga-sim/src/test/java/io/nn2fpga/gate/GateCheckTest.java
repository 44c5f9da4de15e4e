package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small networks, through the real tools, at the pins of what these made. */
class GateCheckTest {
  @ParameterizedTest
  @CsvSource({
    "hx8k-breakout, BITSTREAM",
    "icebreaker, ROUTED",
    "tang-nano-9k, SYNTHESIZED",
    "ulx3s-25f, SYNTHESIZED"
  })
  void whatTheToolsMadeAnswersGoldenSamples(String name, CheckDepth depth) {
    RoutedBoard board = new RoutedBoard(name, 0.5).route();

    GateCheck.Passed passed =
        board.check().run(board.design(), board.hash(), board.bitstream(), board.samples(8));

    assertThat(passed.depth()).isEqualTo(depth);
    assertThat(passed.samples()).isEqualTo(8);
    assertThat(passed.cycles()).isPositive();
  }
}
