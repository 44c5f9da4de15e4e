package io.nn2fpga.cli.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph to draw.
 *
 * @param title what a screen reader says of it
 * @param boxes the nodes, each with its own id, in the order of the data
 * @param links the edges
 */
public record Diagram(String title, List<Box> boxes, List<Link> links) {

  /** Copies the lists. */
  public Diagram {
    boxes = List.copyOf(boxes);
    links = List.copyOf(links);
  }

  /** What a box stands for; each kind has its own look. */
  public enum Kind {
    /** An input or output of the network. */
    TERMINAL,
    /** Something that multiplies. */
    COMPUTE,
    /** Anything else. */
    OTHER
  }

  /**
   * A node.
   *
   * @param id what links refer to
   * @param kind its look
   * @param name the heading
   * @param lines further lines, short
   * @param meter a bar at the bottom edge, or null
   * @param target id of an element of the page that the node leads to, or null
   */
  public record Box(
      String id,
      Kind kind,
      String name,
      List<String> lines,
      @Nullable Meter meter,
      @Nullable String target) {
    /** Copies the list. */
    public Box {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A bar.
   *
   * @param share 0 to 1
   * @param text what it says
   * @param highlighted whether the box stands out
   */
  public record Meter(double share, String text, boolean highlighted) {}

  /**
   * An edge.
   *
   * @param from id of a box
   * @param to id of a box
   * @param label what flows, or an empty text
   */
  public record Link(String from, String to, String label) {}
}
