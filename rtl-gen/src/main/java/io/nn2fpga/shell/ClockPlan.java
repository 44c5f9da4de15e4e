package io.nn2fpga.shell;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a board's oscillator becomes the accelerator's clock.
 *
 * @param module the Verilog module that does it
 * @param parameters its parameters, as Verilog literals
 * @param mhz what comes out
 * @param makesUsb whether USB's 48 MHz come out as well
 */
record ClockPlan(String module, Map<String, String> parameters, double mhz, boolean makesUsb) {
  /** The module that passes the oscillator's clock. */
  static final String DIRECT = "nn2fpga_clock_direct";

  /** A clock alone. */
  ClockPlan(String module, Map<String, String> parameters, double mhz) {
    this(module, parameters, mhz, false);
  }

  /** Copies the map, sorted. */
  ClockPlan {
    parameters = new TreeMap<>(parameters);
  }

  /** The oscillator's clock as it is. */
  static ClockPlan direct(double oscillatorMhz) {
    return new ClockPlan(DIRECT, Map.of(), oscillatorMhz);
  }

  /** The oscillator's clock over a power of two. */
  static ClockPlan divided(double oscillatorMhz, int halvings) {
    return new ClockPlan(
        "nn2fpga_clock_divided",
        Map.of("BITS", String.valueOf(halvings)),
        oscillatorMhz / (1 << halvings));
  }
}
