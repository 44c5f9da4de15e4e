package io.nn2fpga.cli.build;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Requantizer;
import io.nn2fpga.ops.requantize.RequantizeKernel;
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
import org.jspecify.annotations.Nullable;

/**
 * A build's way to a clock that is kept.
 *
 * <p>Where the clock is missed, in this order: other placer seeds; serial requantizers, where that
 * slows nothing, or further registers in the layers that the longest path runs through, with the
 * design verified again; a lower clock.
 */
final class TimingClosure {
  private final StageLog log;
  private final BuildRequest request;
  private final Path directory;
  private final QuantizedModel model;
  private final OpenTools.Rebuild rebuild;
  private final PlaceAndRoute flow;
  private final List<LayerGroup> groups;
  private final Set<String> pipelined = new LinkedHashSet<>();
  private final Set<String> serial = new LinkedHashSet<>();
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
    while (routed.tooSlow() && request.schedule() == null) {
      Schedule faster = serial(routed.critical());
      if (faster == null) {
        faster = pipelined(routed.critical());
      }
      if (faster == null) {
        break;
      }
      built = rebuild.of(built, faster);
      routed = route();
    }
    RoutedDesign last = routed;
    if (!last.met()) {
      return log.run("lower clock", () -> told(flow.lowered(built.design(), last, this::top)));
    }
    return request.fastestClock()
        ? log.run("raise clock", () -> told(flow.raised(built.design(), last, this::top)))
        : last;
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
      LayerGroup owner = owner(actor);
      names.add(owner == null ? actor : owner.name());
    }
    return List.copyOf(names);
  }

  /**
   * Serial requantizers where a path runs through a multiplying one and the network then is as fast
   * as it was, or as it was asked to be; null if there are none. A multiplication is what takes
   * longest in a requantizer, and registers around it do not shorten it.
   */
  private @Nullable Schedule serial(CriticalPath path) {
    Schedule schedule = built.folded().schedule();
    boolean changed = false;
    for (String actor : path.actors()) {
      LayerGroup group = multiplies(actor) ? owner(actor) : null;
      Folding folding = group == null ? null : schedule.layers().get(group.name());
      if (group == null || folding == null || !group.offers(folding.with(Requantizer.SERIAL))) {
        continue;
      }
      Schedule tried = schedule.withRequantizer(group.name(), Requantizer.SERIAL);
      if (interval(tried) <= allowed()) {
        schedule = tried;
        serial.add(group.name());
        changed = true;
      }
    }
    return changed ? schedule : null;
  }

  private boolean multiplies(String actor) {
    return built.folded().flow().nodes().stream()
        .anyMatch(node -> node.name().equals(actor) && node.op() instanceof RequantizeKernel);
  }

  private @Nullable LayerGroup owner(String actor) {
    return groups.stream().filter(group -> group.owns(actor)).findFirst().orElse(null);
  }

  private long interval(Schedule schedule) {
    Schedule unsized = schedule.withFifoDepths(Map.of());
    return FifoSizing.of(Streaming.lower(model.graph(), unsized)).interval();
  }

  /** The interval that a change may lead to. */
  private long allowed() {
    Double fps = request.targetFps();
    long asked = fps == null ? 0 : (long) Math.floor(request.clockMhz() * 1e6 / fps);
    return Math.max(built.folded().interval(), asked);
  }

  /** Registers in those layers of a path that can have some and have none yet; null if none. */
  private @Nullable Schedule pipelined(CriticalPath path) {
    Schedule schedule = built.folded().schedule();
    boolean changed = false;
    for (String name : layers(path)) {
      Folding folding = schedule.layers().get(name);
      boolean can =
          folding != null
              && folding.pipeline() < Folding.MOST_PIPELINE
              && groups.stream().anyMatch(g -> g.name().equals(name) && g.pipelines(folding));
      if (can) {
        schedule = schedule.withPipeline(name, Folding.MOST_PIPELINE);
        pipelined.add(name);
        changed = true;
      }
    }
    return changed ? schedule : null;
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
        List.copyOf(pipelined),
        List.copyOf(serial),
        attempts.stream()
            .map(
                a ->
                    new Report.RouteAttempt(
                        a.clockMhz(), a.seed(), a.fmaxMhz(), a.holdViolations()))
            .toList());
  }
}
