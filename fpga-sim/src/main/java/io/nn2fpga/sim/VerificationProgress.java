package io.nn2fpga.sim;

/** Told how far a verification is; called from the thread that runs it. */
@FunctionalInterface
public interface VerificationProgress {
  /** Tells nobody. */
  VerificationProgress NONE = (step, fraction) -> {};

  /**
   * A step starts.
   *
   * @param step what is done, for people: {@code compiling the Verilog simulation}
   * @param fraction how much of the whole is done, 0 to 1
   */
  void at(String step, double fraction);
}
