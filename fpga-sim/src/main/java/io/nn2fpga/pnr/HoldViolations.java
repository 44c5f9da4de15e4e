package io.nn2fpga.pnr;

/** Paths that are too short: nextpnr's report leaves them out, its log does not. */
final class HoldViolations {
  private static final String LINE = "Hold/min time violation";

  private HoldViolations() {}

  static int count(String log) {
    return (int) log.lines().filter(line -> line.contains(LINE)).count();
  }
}
