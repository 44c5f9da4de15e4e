package io.nn2fpga.pass;

import io.nn2fpga.ir.Graph;
import java.util.List;

/**
 * Runs passes in order.
 *
 * @param passes in order
 */
public record PassManager(List<Pass> passes) {

  /** Sees the graph after each pass, for printing and verifying. */
  public interface Observer {
    /** Called after a pass; {@code result} is {@code before} when it changed nothing. */
    void after(Pass pass, Graph before, Graph result);

    /** An observer that stops at a graph that is not sound. */
    static Observer verifying() {
      return (pass, before, result) -> Verifier.verify(result, pass.name());
    }
  }

  /** Copies the list. */
  public PassManager {
    passes = List.copyOf(passes);
  }

  /** Runs all passes. */
  public Graph run(Graph graph) {
    return run(graph, (pass, before, result) -> {});
  }

  /** Runs all passes and tells an observer about each. */
  public Graph run(Graph graph, Observer observer) {
    Graph current = graph;
    for (Pass pass : passes) {
      Graph next = pass.run(current);
      // Tests run with assertions.
      assert Verifier.verify(next, pass.name());
      observer.after(pass, current, next);
      current = next;
    }
    return current;
  }
}
