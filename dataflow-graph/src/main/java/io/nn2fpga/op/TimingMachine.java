package io.nn2fpga.op;

/**
 * A module's handshakes, cycle by cycle, without its data.
 *
 * <p>In each cycle the simulator asks every machine for {@link #valid} (a function of the state
 * alone: tvalid never waits for tready), then, from the sinks back to the sources, for {@link
 * #ready}, then tells each machine which transfers happened ({@link #clock}). The Verilog has the
 * same three parts, so that both can be compared transfer by transfer.
 */
public interface TimingMachine {
  /** Whether output {@code output} offers a beat in this cycle; depends on the state only. */
  boolean valid(int output);

  /**
   * Whether input {@code input} would take a beat in this cycle.
   *
   * @param input the input's index
   * @param inputValid which inputs are offered a beat (a join may wait for all)
   * @param outputReady which outputs' consumers would take one
   */
  boolean ready(int input, boolean[] inputValid, boolean[] outputReady);

  /**
   * Advances by one clock cycle.
   *
   * @param taken which inputs transferred a beat in this cycle
   * @param given which outputs transferred a beat in this cycle
   * @param outputReady which outputs' consumers were ready (a stalled pipeline advances on it)
   */
  void clock(boolean[] taken, boolean[] given, boolean[] outputReady);
}
