package io.nn2fpga.cli.build;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.op.Folding;
import io.nn2fpga.pnr.BoardTop;
import io.nn2fpga.pnr.CriticalPath;
import io.nn2fpga.pnr.NextpnrReport;
import io.nn2fpga.pnr.PlaceAndRoute;
import io.nn2fpga.pnr.RoutedDesign;
import io.nn2fpga.shell.BoardFiles;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A build's way to a clock that is kept.
 *
 * <p>Where the clock is missed, in this order: other placer seeds; serial requantizers, where that
 * slows nothing, or further registers in the layers that the longest path runs through, the third
 * time in all, with the design verified again; a lower clock, and if the route for that is much
 * faster, again a higher one.
 */
final class TimingClosure {
  /** How often layers are changed; each time costs a verification and a route. */
  private static final int CHANGES = 3;

  /** How much faster than its lowered clock a route has to be for a higher one to be tried. */
  private static final double LUCKY = 1.05;

  private final StageLog log;
  private final BuildRequest request;
  private final Path directory;
  private final QuantizedModel model;
  private final OpenTools.Rebuild rebuild;
  private final PlaceAndRoute flow;
  private final List<LayerGroup> groups;
  private final Schedule first;
  private BuiltDesign built;

  TimingClosure(
      StageLog log,
      BuildRequest request,
      Path directory,
      QuantizedModel model,
      OpenTools.Rebuild rebuild,
      PlaceAndRoute flow,
      BuiltDesign built) {
    this.log = log;
    this.request = request;
    this.directory = directory;
    this.model = model;
    this.rebuild = rebuild;
    this.flow = flow;
    this.groups = LayerGroup.of(model.graph());
    this.first = built.folded().schedule();
    this.built = built;
  }

  /** The design that counts. */
  BuiltDesign built() {
    return built;
  }

  /**
   * Routes until a clock is kept.
   *
   * @throws io.nn2fpga.diag.DiagnosticException TIMING_MISSED if there is none
   */
  RoutedDesign close() {
    RoutedDesign routed = route();
    FasterArithmetic arithmetic =
        new FasterArithmetic(model.graph(), groups, Math.max(built.folded().interval(), asked()));
    for (int i = 1; i <= CHANGES && routed.tooSlow() && request.schedule() == null; i++) {
      Schedule schedule = built.folded().schedule();
      Graph graph = built.folded().flow();
      Schedule faster = arithmetic.onPath(schedule, graph, routed.critical().actors());
      if (faster.equals(schedule)) {
        break;
      }
      built = rebuild.of(built, i < CHANGES ? faster : arithmetic.everywhere(schedule, graph));
      routed = route();
    }
    RoutedDesign last = routed;
    RoutedDesign kept =
        last.met()
            ? last
            : log.run("lower clock", () -> told(flow.lowered(built.design(), last, this::top)));
    if (request.fastestClock()) {
      return raised(kept, Double.MAX_VALUE, PlaceAndRoute.RAISES);
    }
    // One route says little of the next: some reach far more than was wanted of them.
    boolean lucky = kept.fmaxMhz() > LUCKY * kept.top().clockMhz();
    return !last.met() && lucky ? raised(kept, request.clockMhz(), 1) : kept;
  }

  private RoutedDesign raised(RoutedDesign kept, double most, int raises) {
    return log.run(
        "raise clock", () -> told(flow.raised(built.design(), kept, most, raises, this::top)));
  }

  /** The interval that the rate asked for allows; 0 if none was. */
  private long asked() {
    Double fps = request.targetFps();
    return fps == null ? 0 : (long) Math.floor(request.clockMhz() * 1e6 / fps);
  }

  private RoutedDesign route() {
    return log.run("route", () -> told(flow.route(built.design(), top(request.clockMhz()))));
  }

  /** Writes the board's top level anew. */
  private BoardTop top(double mhz) {
    BoardFiles.of(
            built.design(), built.sources(), request.board(), mhz, model.input(), model.output())
        .forEach((file, text) -> BuildPipeline.write(directory, file, text));
    return BoardTop.read(directory);
  }

  private RoutedDesign told(RoutedDesign routed) {
    log.detail(
        String.format(
            Locale.ROOT,
            "%s %.2f MHz, reached %.2f; longest path: %.2f ns through %s",
            routed.met() ? "keeps" : "MISSES",
            routed.top().clockMhz(),
            routed.fmaxMhz(),
            routed.critical().delayNs(),
            String.join(", ", layers(routed.critical()))));
    return routed;
  }

  /** The layers that a path runs through, in order; the shell as itself. */
  private List<String> layers(CriticalPath path) {
    Set<String> names = new LinkedHashSet<>();
    for (String actor : path.actors()) {
      names.add(
          groups.stream()
              .filter(group -> group.owns(actor))
              .map(LayerGroup::name)
              .findFirst()
              .orElse(actor));
    }
    return List.copyOf(names);
  }

  /** Layers in which something is not as it was at first. */
  private List<String> changed(Function<Folding, Object> property) {
    return built.folded().schedule().layers().entrySet().stream()
        .filter(
            layer ->
                !property
                    .apply(layer.getValue())
                    .equals(property.apply(first.folding(layer.getKey()))))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What the report says of a route. */
  Report.Routing routing(RoutedDesign routed, List<PlaceAndRoute.Attempt> attempts) {
    CriticalPath path = routed.critical();
    Map<String, Report.CellCount> cells = new TreeMap<>();
    for (Map.Entry<String, NextpnrReport.Cells> type : routed.report().cells().entrySet()) {
      if (type.getValue().used() > 0) {
        cells.put(
            type.getKey(),
            new Report.CellCount(type.getValue().used(), type.getValue().available()));
      }
    }
    return new Report.Routing(
        request.clockMhz(),
        request.fastestClock(),
        routed.top().clockMhz(),
        routed.fmaxMhz(),
        routed.seed(),
        new Report.CriticalPath(
            path.delayNs(), path.routingNs(), layers(path), path.from(), path.to()),
        cells,
        changed(Folding::pipeline),
        changed(Folding::requantizer),
        attempts.stream()
            .map(
                a ->
                    new Report.RouteAttempt(
                        a.clockMhz(), a.seed(), a.fmaxMhz(), a.holdViolations()))
            .toList());
  }
}
