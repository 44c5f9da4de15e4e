package io.nn2fpga.shell;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a board's oscillator becomes the accelerator's clock.
 *
 * @param module the Verilog module that does it
 * @param parameters its parameters, as Verilog literals
 * @param mhz what comes out
 */
record ClockPlan(String module, Map<String, String> parameters, double mhz) {
  /** Copies the map, sorted. */
  ClockPlan {
    parameters = new TreeMap<>(parameters);
  }

  /** The oscillator's clock as it is. */
  static ClockPlan direct(double oscillatorMhz) {
    return new ClockPlan("nn2fpga_clock_direct", Map.of(), oscillatorMhz);
  }

  /** The oscillator's clock over a power of two. */
  static ClockPlan divided(double oscillatorMhz, int halvings) {
    return new ClockPlan(
        "nn2fpga_clock_divided",
        Map.of("BITS", String.valueOf(halvings)),
        oscillatorMhz / (1 << halvings));
  }
}
