package io.nn2fpga.flow;

import java.util.List;

/** The simulated network stopped: some actors offer beats that nobody will ever take. */
public final class DeadlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> waiting;

  /**
   * Names the actors that wait.
   *
   * @param cycle when it was noticed
   * @param blocked actors that offer a beat that is not taken
   * @param waiting the streams with those beats
   */
  public DeadlockException(int cycle, List<String> blocked, List<String> waiting) {
    super("no transfer before cycle " + cycle + "; waiting to give: " + String.join(", ", blocked));
    this.waiting = List.copyOf(waiting);
  }

  /** The streams with a beat that nobody will ever take. */
  public List<String> waiting() {
    return waiting;
  }
}
