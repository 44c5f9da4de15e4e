package io.nn2fpga.cli.diagram;

import io.nn2fpga.cli.diagram.DiagramLayout.Area;
import io.nn2fpga.cli.diagram.DiagramLayout.Point;
import io.nn2fpga.cli.diagram.DiagramLayout.Route;
import io.nn2fpga.cli.report.ShortName;
import io.nn2fpga.template.Markup;
import java.util.List;
import java.util.Locale;

/**
 * A diagram as SVG that stands on its own or inside an HTML page: it brings its colours, for light
 * and dark, and refers to nothing outside.
 */
public final class SvgDrawing {
  private static final Markup STYLE = Markup.load(SvgDrawing.class, "diagram.css");
  private static final double CORNER = 7;
  private static final double METER_BAR = 4;

  private final Diagram diagram;
  private final DiagramLayout layout;
  private final StringBuilder svg = new StringBuilder();

  private SvgDrawing(Diagram diagram) {
    this.diagram = diagram;
    this.layout = DiagramLayout.of(diagram);
  }

  /** The SVG element, with a final newline. */
  public static String of(Diagram diagram) {
    return new SvgDrawing(diagram).draw();
  }

  private String draw() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"diagram\" role=\"group\""
            + " viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" aria-label=\"%s\">\n",
        layout.width(), layout.height(), layout.width(), layout.height(), diagram.title());
    add("<title>%s</title>\n", diagram.title());
    svg.append("<style>\n").append(STYLE).append("</style>\n");
    svg.append(
        "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.8 8 4 0 7.2z\"/></marker></defs>\n");
    for (Route route : layout.links()) {
      line(route.points());
    }
    for (int l = 0; l < diagram.links().size(); l++) {
      label(diagram.links().get(l).label(), layout.links().get(l).label());
    }
    for (int b = 0; b < diagram.boxes().size(); b++) {
      box(diagram.boxes().get(b), layout.boxes().get(b));
    }
    return svg.append("</svg>\n").toString();
  }

  /** The corners are rounded by curves whose control points are the corners. */
  private void line(List<Point> points) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      Point here = points.get(i);
      if (i == 0 || i == points.size() - 1) {
        path.append(i == 0 ? "M" : "L").append(at(here));
      } else {
        path.append("L").append(at(towards(here, points.get(i - 1))));
        path.append("Q").append(at(here)).append(' ');
        path.append(at(towards(here, points.get(i + 1))));
      }
    }
    add("<path class=\"link\" d=\"%s\" marker-end=\"url(#arrow)\"/>\n", path);
  }

  private static Point towards(Point from, Point to) {
    double distance = Math.hypot(to.x() - from.x(), to.y() - from.y());
    double share = distance == 0 ? 0 : Math.min(CORNER, distance / 2) / distance;
    return new Point(
        from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()));
  }

  private static String at(Point point) {
    return number(point.x()) + " " + number(point.y());
  }

  private void label(String text, Area area) {
    if (!text.isEmpty()) {
      rectangle("pill", area, area.height() / 2);
      add(
          "<text class=\"label\" x=\"%s\" y=\"%s\">%s</text>\n",
          area.x() + area.width() / 2, area.y() + area.height() - 5, text);
    }
  }

  private void box(Diagram.Box box, Area area) {
    Diagram.Meter meter = box.meter();
    String look = box.kind().name().toLowerCase(Locale.ROOT);
    String classes = "box " + look + (meter != null && meter.highlighted() ? " slowest" : "");
    String target = box.target();
    if (target != null) {
      add("<a href=\"#%s\" data-target=\"%s\">", target, target);
    }
    add("<g class=\"%s\"><title>%s</title>", classes, box.name());
    rectangle("frame", area, box.kind() == Diagram.Kind.TERMINAL ? area.height() / 2 : 8);
    double left = area.x() + TextMetrics.PADDING;
    double y = area.y() + TextMetrics.NAME_HEIGHT;
    if (box.kind() == Diagram.Kind.TERMINAL) {
      left = area.x() + area.width() / 2;
    }
    add("<text class=\"name\" x=\"%s\" y=\"%s\">%s</text>", left, y, ShortName.of(box.name()));
    for (String text : box.lines()) {
      y += TextMetrics.LINE_HEIGHT;
      add("<text class=\"line\" x=\"%s\" y=\"%s\">%s</text>", left, y, text);
    }
    if (meter != null) {
      meter(meter, area, left, y + TextMetrics.LINE_HEIGHT);
    }
    svg.append(target == null ? "</g>\n" : "</g></a>\n");
  }

  private void meter(Diagram.Meter meter, Area area, double left, double y) {
    add("<text class=\"line cycles\" x=\"%s\" y=\"%s\">%s</text>", left, y, meter.text());
    double whole = area.width() - 2 * TextMetrics.PADDING;
    double top = area.y() + area.height() - METER_BAR - 4;
    rectangle("track", new Area(left, top, whole, METER_BAR), METER_BAR / 2);
    double part = Math.max(METER_BAR, whole * Math.min(1, meter.share()));
    rectangle("share", new Area(left, top, part, METER_BAR), METER_BAR / 2);
  }

  private void rectangle(String look, Area area, double radius) {
    add(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>",
        look, area.x(), area.y(), area.width(), area.height(), radius);
  }

  /** Appends text in which every value is escaped and every number short. */
  private void add(String format, Object... values) {
    Object[] written = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      written[i] =
          values[i] instanceof Double d ? number(d) : Markup.of(values[i].toString()).text();
    }
    svg.append(String.format(Locale.ROOT, format, written));
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
