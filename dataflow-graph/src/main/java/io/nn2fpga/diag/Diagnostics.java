package io.nn2fpga.diag;

import java.util.ArrayList;
import java.util.List;

/** Collects the problems of one stage so that all are reported together. */
public final class Diagnostics {
  private final List<Diagnostic> found = new ArrayList<>();

  /** Adds a problem. */
  public void add(Diagnostic diagnostic) {
    found.add(diagnostic);
  }

  /** Whether no problem was added. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Ends the stage if anything was added.
   *
   * @throws DiagnosticException with all problems, in the order added
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new DiagnosticException(found);
    }
  }
}
