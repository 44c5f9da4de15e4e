package io.nn2fpga.sim;

import io.nn2fpga.boards.Boards;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The network of {@link PinSimulationTest} behind the USB port of an OrangeCrab, whose accelerator
 * has another clock than USB, and the same Python driver at the serial port that the host finds.
 */
class UsbPinSimulationTest {
  private static final TinyBoard TINY = new TinyBoard("tiny_usb", "pin_tests.py", "PinTest");
  private static final double CLOCK_MHZ = 36;

  @BeforeAll
  static void build() throws IOException {
    TINY.generate(Boards.find("orangecrab"), CLOCK_MHZ);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing_is_reported_without_faults",
        "usb_hides_damaged_and_lost_packets",
        "resets_of_the_bus_and_of_the_board_are_put_right",
        "a_host_that_stops_reading_loses_nothing_over_usb",
        "a_serial_port_whose_clock_is_the_walls",
      })
  void passes(String test) {
    TINY.passes(test, Map.of());
  }
}
