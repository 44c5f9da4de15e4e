package io.nn2fpga.flow;

import java.util.List;

/** The simulated network stopped: some actors offer beats that nobody will ever take. */
public final class DeadlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Names the actors that wait.
   *
   * @param cycle when it was noticed
   * @param blocked actors that offer a beat that is not taken
   */
  public DeadlockException(int cycle, List<String> blocked) {
    super("no transfer before cycle " + cycle + "; waiting to give: " + String.join(", ", blocked));
  }
}
