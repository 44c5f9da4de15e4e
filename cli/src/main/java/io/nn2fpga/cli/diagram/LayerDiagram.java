package io.nn2fpga.cli.diagram;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The network's layers with their foldings: the flow graph with the actors of each layer drawn as
 * one box, and on each link what the stream carries and how deep its FIFO is. Actors that belong to
 * no layer (a fork of the network's input) have a box of their own.
 */
public final class LayerDiagram {
  private final Graph flow;
  private final List<LayerGroup> groups;
  private final Report report;
  private final Schedule schedule;
  private final Map<String, Diagram.Box> boxes = new LinkedHashMap<>();
  private final Map<String, String> boxOfStream = new HashMap<>();

  private LayerDiagram(Graph flow, List<LayerGroup> groups, Report report, Schedule schedule) {
    this.flow = flow;
    this.groups = groups;
    this.report = report;
    this.schedule = schedule;
  }

  /**
   * The diagram; its boxes lead to the elements {@link #anchor} of a page.
   *
   * @param flow the flow graph
   * @param groups the layers, in the order of the report's
   * @param report what is known of them
   * @param schedule with the FIFO depths
   */
  public static Diagram of(Graph flow, List<LayerGroup> groups, Report report, Schedule schedule) {
    return new LayerDiagram(flow, groups, report, schedule).diagram();
  }

  /** The id of the page's element for the layer at a place of the report. */
  public static String anchor(int layer) {
    return "layer-" + layer;
  }

  private Diagram diagram() {
    for (Diagram.Box input : Diagrams.inputs(flow)) {
      boxes.put(input.id(), input);
    }
    flow.inputs().forEach(input -> boxOfStream.put(input, Diagrams.inputId(input)));
    List<Diagram.Link> links = new ArrayList<>();
    for (Node actor : flow.nodes()) {
      Diagram.Box box = boxOf(actor);
      boxes.putIfAbsent(box.id(), box);
      for (String stream : actor.inputs()) {
        String from = boxOfStream.get(stream);
        if (from != null && !from.equals(box.id())) {
          links.add(new Diagram.Link(from, box.id(), label(stream)));
        }
      }
      actor.outputs().forEach(stream -> boxOfStream.put(stream, box.id()));
    }
    // The network's outputs under the model's own names, as the int level has them.
    Graph integer = groups.get(0).graph();
    for (int o = 0; o < flow.outputs().size(); o++) {
      Diagram.Box output = Diagrams.outputs(integer).get(o);
      boxes.put(output.id(), output);
      String stream = flow.outputs().get(o);
      links.add(
          new Diagram.Link(boxOfStream.getOrDefault(stream, stream), output.id(), label(stream)));
    }
    return new Diagram(
        "Layers of " + report.model().name() + " with their foldings",
        List.copyOf(boxes.values()),
        links);
  }

  private Diagram.Box boxOf(Node actor) {
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).owns(actor.name())) {
        return box(g, report.layers().get(g));
      }
    }
    return new Diagram.Box(
        "actor " + actor.name(),
        Diagram.Kind.OTHER,
        actor.name(),
        List.of(actor.op().mnemonic()),
        null,
        null);
  }

  private Diagram.Box box(int index, Report.Layer layer) {
    Report.Performance performance = report.performance();
    double share = (double) layer.interval() / performance.cyclesPerFrame().predicted();
    return new Diagram.Box(
        anchor(index),
        layer.macs() > 0 ? Diagram.Kind.COMPUTE : Diagram.Kind.OTHER,
        layer.name(),
        List.of(layer.operator() + " · " + shapes(layer), folding(layer) + bits(layer)),
        new Diagram.Meter(
            share,
            String.format(Locale.ROOT, "%,d cycles · %.0f %%", layer.interval(), 100 * share),
            layer.name().equals(performance.bottleneck())),
        anchor(index));
  }

  private static String shapes(Report.Layer layer) {
    return Diagrams.dimensions(layer.input()) + " → " + Diagrams.dimensions(layer.output());
  }

  private static String folding(Report.Layer layer) {
    if (layer.pe() == null) {
      return "";
    }
    String px = layer.px() != null && layer.px() > 1 ? " · PX " + layer.px() : "";
    return "PE " + layer.pe() + " · SIMD " + layer.simd() + px + " · ";
  }

  private static String bits(Report.Layer layer) {
    return (layer.weightBits() == null ? "" : "w" + layer.weightBits())
        + "a"
        + layer.activationBits();
  }

  /** What a stream carries a beat, and the FIFO that it comes out of. */
  private String label(String stream) {
    StreamType type = flow.value(stream).stream();
    String beat = type.frame().element() + " ×" + type.elementsPerBeat();
    for (Node actor : flow.nodes()) {
      if (actor.outputs().contains(stream)) {
        Integer depth = schedule.fifoDepths().get(actor.inputs().get(0));
        boolean fifo = depth != null && actor.name().endsWith(".fifo");
        return fifo ? beat + " · FIFO " + depth : beat;
      }
    }
    return beat;
  }
}
