package io.nn2fpga.cli.diagram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where everything of a diagram is, in pixels from the top left corner; from the top down, by the
 * layered algorithm of the Eclipse Layout Kernel.
 *
 * @param width of the picture
 * @param height of the picture
 * @param boxes one a box of the diagram, in its order
 * @param links one a link of the diagram, in its order
 */
record DiagramLayout(double width, double height, List<Area> boxes, List<Route> links) {
  private static final double MARGIN = 12;
  private static final double BETWEEN_NODES = 36;
  private static final double BETWEEN_LAYERS = 18;

  /** Copies the lists. */
  DiagramLayout {
    boxes = List.copyOf(boxes);
    links = List.copyOf(links);
  }

  /** A rectangle. */
  record Area(double x, double y, double width, double height) {}

  /** A point. */
  record Point(double x, double y) {}

  /**
   * The course of a link.
   *
   * @param points corners, from the source to the target
   * @param label where its label is; without size if it has none
   */
  record Route(List<Point> points, Area label) {
    /** Copies the list. */
    Route {
      points = List.copyOf(points);
    }
  }

  /** Lays a diagram out. */
  static DiagramLayout of(Diagram diagram) {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    ElkNode root = ElkGraphUtil.createGraph();
    options(root);
    Map<String, ElkNode> nodes = new HashMap<>();
    for (Diagram.Box box : diagram.boxes()) {
      ElkNode node = ElkGraphUtil.createNode(root);
      double width = box.meter() == null ? TextMetrics.width(box) : widest(diagram);
      node.setDimensions(width, TextMetrics.height(box));
      if (nodes.put(box.id(), node) != null) {
        throw new IllegalArgumentException("two boxes '" + box.id() + "'");
      }
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (Diagram.Link link : diagram.links()) {
      edges.add(edge(root, node(nodes, link.from()), node(nodes, link.to()), link.label()));
    }
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return new DiagramLayout(
        root.getWidth(),
        root.getHeight(),
        diagram.boxes().stream().map(box -> area(node(nodes, box.id()))).toList(),
        edges.stream().map(DiagramLayout::route).toList());
  }

  /** Boxes with a meter are equally wide, so that their meters compare. */
  private static double widest(Diagram diagram) {
    return diagram.boxes().stream()
        .filter(box -> box.meter() != null)
        .mapToDouble(TextMetrics::width)
        .max()
        .orElse(0);
  }

  private static void options(ElkNode root) {
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
    root.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, BETWEEN_NODES);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, BETWEEN_LAYERS);
    root.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(LayeredOptions.RANDOM_SEED, 1);
  }

  private static ElkNode node(Map<String, ElkNode> nodes, String id) {
    ElkNode node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("no box '" + id + "'");
    }
    return node;
  }

  private static ElkEdge edge(ElkNode root, ElkNode from, ElkNode to, String text) {
    ElkEdge edge = ElkGraphUtil.createEdge(root);
    edge.getSources().add(from);
    edge.getTargets().add(to);
    if (!text.isEmpty()) {
      ElkLabel label = ElkGraphUtil.createLabel(text, edge);
      label.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
      label.setDimensions(TextMetrics.labelWidth(text), TextMetrics.LABEL_HEIGHT);
    }
    return edge;
  }

  private static Area area(ElkNode node) {
    return new Area(node.getX(), node.getY(), node.getWidth(), node.getHeight());
  }

  private static Route route(ElkEdge edge) {
    List<Point> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(new Point(section.getStartX(), section.getStartY()));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(new Point(bend.getX(), bend.getY()));
      }
      points.add(new Point(section.getEndX(), section.getEndY()));
    }
    Area label = new Area(0, 0, 0, 0);
    for (ElkLabel l : edge.getLabels()) {
      label = new Area(l.getX(), l.getY(), l.getWidth(), l.getHeight());
    }
    return new Route(points, label);
  }
}
