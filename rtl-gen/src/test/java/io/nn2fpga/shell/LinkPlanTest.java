package io.nn2fpga.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.diag.DiagnosticException;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkPlanTest {
  private static BoardIo.Link uart(long rate) {
    return new BoardIo.Link(BoardIo.Kind.UART, Map.of("rx", "1", "tx", "2"), rate);
  }

  @ParameterizedTest
  @CsvSource({
    "3000000, 50, 3000000",
    "3000000, 12, 3000000",
    "3000000, 11.9, 1500000",
    "3000000, 5, 750000",
    "115200, 48, 115200",
    "1000000, 27, 1000000",
    "9600, 200, 9600",
  })
  void theRateIsHalvedUntilFourCyclesFitAndIsMadeClosely(long rate, double mhz, long made) {
    LinkPlan plan = LinkPlan.of(uart(rate), mhz);
    assertThat(plan.rate()).isEqualTo(made);
    int bits = value(plan, "STEP_BITS");
    int step = value(plan, "STEP");
    double real = step * mhz * 1e6 / Math.scalb(1.0, bits);
    assertThat(real).isCloseTo((double) made, Percentage.withPercentage(0.1));
    // What the Verilog asks for.
    assertThat(4 * step).isBetween(1, 1 << bits);
    assertThat(bits).isLessThan(31);
  }

  private static int value(LinkPlan plan, String name) {
    return Integer.parseInt(Objects.requireNonNull(plan.parameters().get(name)));
  }

  @Test
  void sixCyclesFitIntoABitOfSpi() {
    BoardIo.Link spi =
        new BoardIo.Link(
            BoardIo.Kind.SPI, Map.of("sck", "1", "mosi", "2", "miso", "3", "cs", "4"), 6_000_000);
    assertThat(LinkPlan.of(spi, 36).rate()).isEqualTo(6_000_000);
    assertThat(LinkPlan.of(spi, 24).rate()).isEqualTo(3_000_000);
    assertThat(LinkPlan.of(spi, 24).ports())
        .containsExactly(
            new LinkPlan.Port("spi_sck", true, "1", false),
            new LinkPlan.Port("spi_mosi", true, "2", false),
            new LinkPlan.Port("spi_miso", false, "3", false),
            new LinkPlan.Port("spi_cs", true, "4", true));
  }

  @Test
  void aClockTooSlowForAnySerialAdapterIsRefused() {
    assertThatThrownBy(() -> LinkPlan.of(uart(3_000_000), 0.004))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("too slow for a serial link");
  }
}
