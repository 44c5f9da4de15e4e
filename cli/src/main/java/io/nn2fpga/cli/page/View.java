package io.nn2fpga.cli.page;

import io.nn2fpga.template.Markup;
import java.util.List;

/** What the page's template shows; public because Velocity reads only public records. */
public final class View {
  private View() {}

  /** A short remark with a look: {@code good}, {@code bad} or {@code quiet}. */
  public record Badge(String text, String look) {}

  /** A headline figure. */
  public record Stat(String name, String value, String unit, String note) {}

  /** A name and what is to be said of it. */
  public record Fact(String name, String value, String look) {}

  /**
   * A bar.
   *
   * @param width percent
   * @param marks places of marks across it, in percent
   */
  public record Bar(String name, String width, List<String> marks, String value, String note) {
    /** Copies the list. */
    public Bar {
      marks = List.copyOf(marks);
    }
  }

  /** The networks that a search for bits measured. */
  public record Search(String note, List<Bar> bars) {
    /** Copies the list. */
    public Search {
      bars = List.copyOf(bars);
    }
  }

  /**
   * How a network is divided.
   *
   * @param note what is told of it
   * @param sides the products of each side
   * @param cuts what crosses
   * @param host the nodes that the host computes
   */
  public record Division(String note, List<Bar> sides, List<Fact> cuts, List<HostRow> host) {
    /** Copies the lists. */
    public Division {
      sides = List.copyOf(sides);
      cuts = List.copyOf(cuts);
      host = List.copyOf(host);
    }
  }

  /** A node that the host computes. */
  public record HostRow(String name, String operator, String place, String macs, String why) {}

  /**
   * A table of layers.
   *
   * @param note what is to be known to read it; above the table, because a caption is as wide as
   *     the table and so would be cut off with it
   */
  public record Table(String id, String title, Markup note, List<Head> heads, List<Row> rows) {
    /** Copies the lists. */
    public Table {
      heads = List.copyOf(heads);
      rows = List.copyOf(rows);
    }
  }

  /** A column's heading. */
  public record Head(String text, String note, String look) {}

  /**
   * A row of a table.
   *
   * @param id of the element
   * @param layer id of the layer's row in the first table
   * @param look {@code slowest} or an empty text
   * @param name the row's heading
   * @param note below it
   */
  public record Row(
      String id, String layer, String look, String name, String note, List<Cell> cells) {
    /** Copies the list. */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * A cell.
   *
   * @param content a text, or {@link Markup}
   * @param look {@code number}, {@code meter} or an empty text
   */
  public record Cell(Object content, String look) {}
}
