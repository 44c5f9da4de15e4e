package io.nn2fpga.pnr;

import io.nn2fpga.rtl.Design;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The path that limits the clock, in terms of the design.
 *
 * @param delayNs from clock edge to set-up time
 * @param routingNs the share of it that wires take
 * @param from the cell it starts at
 * @param to the cell it ends at
 * @param actors the flow graph's nodes that it runs through, in order; {@link #SHELL} for what
 *     belongs to none
 */
public record CriticalPath(
    double delayNs, double routingNs, String from, String to, List<String> actors) {
  /** Stands for the logic around the accelerator, which talks to the host. */
  public static final String SHELL = "board shell";

  /** The accelerator's instance in every board's top level. */
  private static final String ACCELERATOR = "accelerator";

  /** Copies the list. */
  public CriticalPath {
    actors = List.copyOf(actors);
  }

  /** Finds the actors behind the cells of a path. */
  public static CriticalPath of(NextpnrReport.TimedPath path, Design design) {
    double delay = 0;
    double routing = 0;
    Set<String> actors = new LinkedHashSet<>();
    List<String> cells = new ArrayList<>();
    for (NextpnrReport.Step step : path.steps()) {
      delay += step.ns();
      routing += step.kind().equals("routing") ? step.ns() : 0;
      cells.add(step.fromCell());
      cells.add(step.toCell());
    }
    cells.forEach(cell -> actors.add(actor(cell, design)));
    return new CriticalPath(
        delay,
        routing,
        cells.isEmpty() ? "" : cells.get(0),
        cells.isEmpty() ? "" : cells.get(cells.size() - 1),
        List.copyOf(actors));
  }

  /**
   * The actor that a cell belongs to. Synthesis names what it makes after a wire nearby, so that
   * {@code accelerator.u_<id>.} at the start is an actor's.
   *
   * @return the node's name, or {@link #SHELL}
   */
  static String actor(String cell, Design design) {
    String[] names = cell.split("\\.", 4);
    int instance = names.length > 1 && names[0].equals(ACCELERATOR) ? 1 : 0;
    for (Design.Instance candidate : design.instances()) {
      if (names[instance].equals("u_" + candidate.id())) {
        return candidate.node().name();
      }
    }
    return SHELL;
  }
}
