package io.nn2fpga.cli.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.cli.diagram.DiagramLayout.Area;
import io.nn2fpga.cli.diagram.DiagramLayout.Point;
import io.nn2fpga.cli.diagram.DiagramLayout.Route;
import io.nn2fpga.cli.report.ShortName;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class SvgDrawingTest {
  /** A residual network: each block's input also goes past it, every other time through a conv. */
  private static Diagram residual(int blocks) {
    List<Diagram.Box> boxes = new ArrayList<>();
    List<Diagram.Link> links = new ArrayList<>();
    boxes.add(box("input", Diagram.Kind.TERMINAL));
    String last = "input";
    for (int b = 0; b < blocks; b++) {
      String first = "/layer" + b + "/conv1/Conv";
      String second = "/layer" + b + "/conv2/Conv";
      String add = "/layer" + b + "/Add";
      boxes.add(box(first, Diagram.Kind.COMPUTE));
      boxes.add(box(second, Diagram.Kind.COMPUTE));
      boxes.add(box(add, Diagram.Kind.OTHER));
      links.add(new Diagram.Link(last, first, "u8 ×16 · FIFO 2"));
      links.add(new Diagram.Link(first, second, "u8 ×16 · FIFO 2"));
      links.add(new Diagram.Link(second, add, "u8 ×16 · FIFO 2"));
      String past = last;
      if (b % 2 == 1) {
        past = "/layer" + b + "/downsample/Conv";
        boxes.add(box(past, Diagram.Kind.COMPUTE));
        links.add(new Diagram.Link(last, past, "u8 ×16 · FIFO 2"));
      }
      links.add(new Diagram.Link(past, add, "u8 ×16 · FIFO 154"));
      last = add;
    }
    boxes.add(box("output", Diagram.Kind.TERMINAL));
    links.add(new Diagram.Link(last, "output", ""));
    return new Diagram("residual", boxes, links);
  }

  private static Diagram.Box box(String name, Diagram.Kind kind) {
    boolean slow = name.equals("/layer1/conv2/Conv");
    return new Diagram.Box(
        name,
        kind,
        name,
        List.of("conv · 32×32×16 → 32×32×16", "PE 4 · SIMD 36 · w8a8"),
        kind == Diagram.Kind.TERMINAL
            ? null
            : new Diagram.Meter(slow ? 1 : 0.6, "8,192 cycles · 100 %", slow),
        null);
  }

  @Test
  void branchesStandBesideEachOther() {
    Diagram diagram = residual(4);
    DiagramLayout layout = DiagramLayout.of(diagram);
    List<Area> areas = new ArrayList<>(layout.boxes());
    layout.links().stream().map(Route::label).filter(a -> a.width() > 0).forEach(areas::add);
    assertThat(areas).doesNotHaveDuplicates();
    for (Area a : areas) {
      assertThat(a.x()).isNotNegative();
      assertThat(a.x() + a.width()).isLessThanOrEqualTo(layout.width());
      assertThat(a.y() + a.height()).isLessThanOrEqualTo(layout.height());
      assertThat(areas.stream().filter(b -> !b.equals(a) && overlap(a, b)))
          .as(a.toString())
          .isEmpty();
    }
  }

  @Test
  void linksGoDownFromBoxToBox() {
    Diagram diagram = residual(4);
    DiagramLayout layout = DiagramLayout.of(diagram);
    for (int l = 0; l < diagram.links().size(); l++) {
      Diagram.Link link = diagram.links().get(l);
      List<Point> points = layout.links().get(l).points();
      Area from = layout.boxes().get(index(diagram, link.from()));
      Area to = layout.boxes().get(index(diagram, link.to()));
      Point start = points.get(0);
      Point end = points.get(points.size() - 1);
      assertThat(start.x()).isBetween(from.x(), from.x() + from.width());
      assertThat(start.y()).isEqualTo(from.y() + from.height());
      assertThat(end.x()).isBetween(to.x(), to.x() + to.width());
      assertThat(end.y()).isEqualTo(to.y());
      for (int i = 1; i < points.size(); i++) {
        assertThat(points.get(i).y()).isGreaterThanOrEqualTo(points.get(i - 1).y());
      }
    }
  }

  private static int index(Diagram diagram, String id) {
    return diagram.boxes().stream().map(Diagram.Box::id).toList().indexOf(id);
  }

  private static boolean overlap(Area a, Area b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  @Test
  void drawsEachBoxAndLinkOnceAndTheSameEachTime() throws Exception {
    Diagram diagram = residual(2);
    String svg = SvgDrawing.of(diagram);
    assertThat(svg).isEqualTo(SvgDrawing.of(diagram));
    Document document = xml(svg);
    assertThat(count(document, "box")).isEqualTo(diagram.boxes().size());
    assertThat(count(document, "link")).isEqualTo(diagram.links().size());
    assertThat(count(document, "slowest")).isEqualTo(1);
    assertThat(count(document, "pill")).isEqualTo(diagram.links().size() - 1);
  }

  private static Document xml(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
  }

  private static long count(Document document, String look) {
    long count = 0;
    var elements = document.getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      var attribute = elements.item(i).getAttributes().getNamedItem("class");
      if (attribute != null && List.of(attribute.getNodeValue().split(" ")).contains(look)) {
        count++;
      }
    }
    return count;
  }

  @Test
  void aLongNameLosesItsMiddle() {
    String name = "/features/features.12/conv/conv.1/depthwise/Conv_quantized";
    assertThat(ShortName.of(name)).isEqualTo("/features/featur…e/Conv_quantized");
    assertThat(ShortName.of("/conv1/Conv")).isEqualTo("/conv1/Conv");
  }

  @Test
  void aLinkToNowhereIsAMistake() {
    Diagram diagram =
        new Diagram("d", List.of(), List.of(new Diagram.Link("nowhere", "nothing", "")));
    assertThatThrownBy(() -> SvgDrawing.of(diagram)).hasMessage("no box 'nowhere'");
  }
}
