package io.nn2fpga.pnr;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.OpenFlow;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.sim.tool.ToolCommand;
import io.nn2fpga.sim.tool.ToolResult;
import io.nn2fpga.sim.tool.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Turns a board's top level into a bitstream that keeps its clock.
 *
 * <p>Works in {@code pnr/} of the build directory, each try in a folder of its own; {@link #finish}
 * leaves the files of the one that counts. The result does not depend on how many processors there
 * are: more only run more seeds at a time.
 */
public final class PlaceAndRoute {
  /** Higher clocks that are tried at most where the highest is asked for. */
  public static final int RAISES = 4;

  /** Placer seeds that are tried for a clock; the first one alone, if it is good enough. */
  public static final int SEEDS = 5;

  private static final Duration LIMIT = Duration.ofHours(2);
  private static final int LOWERINGS = 8;

  /** How far below its clock the best route may be for other seeds to be worth their time. */
  private static final double SEEDS_HELP = 0.85;

  /** A clock that was missed without a figure below it is followed by one this much lower. */
  private static final double STEP = 0.97;

  private final Toolbox tools;
  private final Board board;
  private final FlowTools flow;
  private final OpenFlow open;
  private final Path build;
  private final Consumer<String> progress;
  private final int processors;
  private final List<Attempt> attempts = new ArrayList<>();
  private int tries;

  /**
   * A flow for one build.
   *
   * @param board with an open flow
   * @param build the build directory
   * @param progress told of each route
   * @param processors routes that run at the same time
   */
  public PlaceAndRoute(
      Toolbox tools, Board board, Path build, Consumer<String> progress, int processors) {
    this.tools = tools;
    this.board = board;
    this.flow = FlowTools.of(board);
    this.open = Objects.requireNonNull(board.open());
    this.build = build;
    this.progress = progress;
    this.processors = processors;
  }

  /**
   * A route that was tried.
   *
   * @param clockMhz the clock that it was routed for
   * @param seed of the placer
   * @param fmaxMhz the clock that it reached
   * @param holdViolations paths that are too short
   */
  public record Attempt(double clockMhz, int seed, double fmaxMhz, int holdViolations) {}

  /** Every route so far, in order. */
  public List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /**
   * Synthesizes a top level, and routes it with one seed after the other until its clock is kept,
   * or is too far away for that.
   *
   * @return the first that keeps it, else the fastest; those without short paths before others
   * @throws DiagnosticException if a tool is missing or fails, or the design does not fit
   */
  public RoutedDesign route(Design design, BoardTop top) {
    tries++;
    Path directory = RouteFiles.create(build.resolve("pnr/try" + tries));
    progress.accept(String.format(Locale.ROOT, "synthesis for %.2f MHz", top.clockMhz()));
    WholeSynthesis.run(tools, board.family(), top, directory);
    List<RoutedDesign> routed = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed = next(seed)) {
      for (RoutedDesign one :
          routes(design, top, directory, seed, Math.min(SEEDS, next(seed) - 1))) {
        // What more processors ran beyond the first success does not count.
        if (routed.isEmpty() || !last(routed).met()) {
          routed.add(one);
          attempts.add(
              new Attempt(top.clockMhz(), one.seed(), one.fmaxMhz(), one.holdViolations()));
        }
      }
      // Routes of one design differ by a quarter, so that earlier ones say as much as this one.
      boolean hopeless =
          last(routed).holdViolations() == 0
              && attempts.stream().allMatch(a -> a.fmaxMhz() < SEEDS_HELP * top.clockMhz());
      if (last(routed).met() || hopeless) {
        break;
      }
    }
    return last(routed).met()
        ? last(routed)
        : routed.stream()
            .max(
                Comparator.comparingInt((RoutedDesign r) -> -r.holdViolations())
                    .thenComparingDouble(RoutedDesign::fmaxMhz))
            .orElseThrow();
  }

  /** The first seed runs alone, then as many at a time as there are processors. */
  private int next(int seed) {
    return seed == 1 ? 2 : seed + processors;
  }

  private static RoutedDesign last(List<RoutedDesign> routed) {
    return routed.get(routed.size() - 1);
  }

  /**
   * Lowers the clock of a design that misses it until one is kept.
   *
   * @param missed the fastest route so far
   * @throws DiagnosticException TIMING_MISSED if even the lowest clock is missed, or if paths are
   *     too short, which no clock mends
   */
  public RoutedDesign lowered(Design design, RoutedDesign missed, BoardTop.Writer writer) {
    RoutedDesign best = missed;
    for (int i = 0; i < LOWERINGS && best.tooSlow(); i++) {
      double below = Math.min(best.fmaxMhz(), best.top().clockMhz() * STEP);
      BoardTop top = writer.write(below);
      if (top.clockMhz() >= best.top().clockMhz()) {
        break;
      }
      best = route(design, top);
      if (best.met()) {
        return best;
      }
    }
    throw new DiagnosticException(missed(best));
  }

  /**
   * Raises the clock of a design that keeps it as far as routes follow.
   *
   * @param most MHz that are wanted
   * @param raises clocks that are tried at most
   * @return the fastest that keeps its clock; {@code writer} wrote its top level last
   */
  public RoutedDesign raised(
      Design design, RoutedDesign met, double most, int raises, BoardTop.Writer writer) {
    RoutedDesign best = met;
    double goal = best.fmaxMhz();
    for (int i = 0; i < raises; i++) {
      BoardTop top = writer.write(Math.min(goal, most));
      if (top.clockMhz() <= best.top().clockMhz()) {
        break;
      }
      RoutedDesign next = route(design, top);
      if (next.met()) {
        best = next;
      }
      goal = next.met() ? next.fmaxMhz() : Math.min(next.fmaxMhz(), top.clockMhz() * STEP);
    }
    writer.write(best.top().clockMhz());
    return best;
  }

  /**
   * Packs the bitstream and leaves the files of this route in {@code pnr/}.
   *
   * @param name of the design
   * @return the bitstream's path in the build directory
   * @throws IllegalStateException if the route misses its clock: such a file must not exist
   */
  public String finish(RoutedDesign routed, String name) {
    if (!routed.met()) {
      throw new IllegalStateException("a bitstream of a route that misses its clock");
    }
    progress.accept("packing");
    Path directory = build.resolve("pnr");
    keep(routed);
    RouteFiles.create(build.resolve("bitstream"));
    String bitstream = "bitstream/" + name + "." + flow.extension();
    List<String> command = new ArrayList<>();
    command.add(tools.require(flow.packer()).toString());
    command.addAll(flow.pack(open, "../" + bitstream));
    tools.runner().run(ToolCommand.of("pack", command, directory, LIMIT));
    return bitstream;
  }

  /** Moves the files of a route into {@code pnr/} and deletes all tries. */
  private void keep(RoutedDesign routed) {
    Path directory = build.resolve("pnr");
    List<String> files =
        List.of(
            RouteFiles.SYNTHESIS, RouteFiles.REPORT, RouteFiles.NETLIST, flow.routed(), "synth.ys");
    Path synthesis = Objects.requireNonNull(routed.directory().getParent());
    RouteFiles.move(synthesis, directory, files);
    RouteFiles.move(routed.directory(), directory, files);
    for (int i = 1; i <= tries; i++) {
      RouteFiles.delete(directory.resolve("try" + i));
    }
  }

  private List<RoutedDesign> routes(
      Design design, BoardTop top, Path directory, int first, int last) {
    ExecutorService threads = Executors.newFixedThreadPool(processors);
    List<RoutedDesign> routed = new ArrayList<>();
    try {
      List<Future<RoutedDesign>> running = new ArrayList<>();
      for (int seed = first; seed <= last; seed++) {
        int own = seed;
        running.add(threads.submit(() -> routeOnce(design, top, directory, own)));
      }
      for (Future<RoutedDesign> future : running) {
        routed.add(result(future));
      }
    } finally {
      threads.shutdownNow();
    }
    return routed;
  }

  private RoutedDesign routeOnce(Design design, BoardTop top, Path directory, int seed) {
    progress.accept(
        String.format(Locale.ROOT, "place and route for %.2f MHz, seed %d", top.clockMhz(), seed));
    Path own = RouteFiles.create(directory.resolve("seed" + seed));
    List<String> command = new ArrayList<>();
    command.add(tools.require(flow.nextpnr()).toString());
    command.addAll(
        flow.route(
            open,
            "../" + RouteFiles.SYNTHESIS,
            "../../../" + top.constraints(),
            top.clockMhz(),
            seed));
    ToolResult result;
    try {
      result = tools.runner().run(ToolCommand.of("nextpnr", command, own, LIMIT));
    } catch (DiagnosticException e) {
      throw new DiagnosticException(e.diagnostics().stream().map(this::explained).toList());
    }
    NextpnrReport report = NextpnrReport.read(own.resolve(RouteFiles.REPORT));
    return new RoutedDesign(
        top,
        seed,
        report,
        HoldViolations.count(result.stderr() + result.stdout()),
        CriticalPath.of(report.criticalPath(report.limiting(top.linkClockMhz())), design),
        flow.resources(report),
        own);
  }

  /** What nextpnr says when there is no room, as what it is. */
  private Diagnostic explained(Diagnostic problem) {
    boolean full =
        problem.code() == Code.TOOL_FAILED
            && (problem.message().contains("no BELs remaining")
                || problem.message().contains("Unable to find legal placement")
                || problem.message().contains("Unable to place cell")
                || problem.message().contains("placing failed"));
    return full
        ? new Diagnostic(
            Code.DOES_NOT_FIT,
            "the routed design does not fit " + board.name() + ": " + problem.message(),
            problem.at(),
            "fill less of the board: --utilization SHARE, below "
                + String.format(Locale.ROOT, "%.2f", board.utilization()))
        : problem;
  }

  private Diagnostic missed(RoutedDesign best) {
    String why =
        best.holdViolations() > 0
            ? best.holdViolations() + " paths are too short at any clock"
            : String.format(
                Locale.ROOT,
                "%.2f MHz was reached for %.2f MHz; the longest path runs through %s",
                best.fmaxMhz(),
                best.top().clockMhz(),
                String.join(", ", best.critical().actors()));
    return Diagnostic.of(
        Code.TIMING_MISSED,
        "no clock that the board can make is kept after place and route: " + why,
        best.directory().resolve("nextpnr.stderr.log").toString(),
        "fill less of the board with --utilization, or build with --no-bitstream");
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("place and route was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
