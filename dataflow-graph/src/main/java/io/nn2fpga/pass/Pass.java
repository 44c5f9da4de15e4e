package io.nn2fpga.pass;

import io.nn2fpga.ir.Graph;

/** One small step of the compiler: a graph to a graph of the same meaning. */
public interface Pass {
  /** The word that names the pass; kebab-case. */
  String name();

  /** One sentence that says what the pass does. */
  String description();

  /**
   * Runs the pass.
   *
   * @return the new graph; the same instance when nothing changed
   * @throws io.nn2fpga.diag.DiagnosticException if the user's model cannot be compiled
   */
  Graph run(Graph graph);
}
