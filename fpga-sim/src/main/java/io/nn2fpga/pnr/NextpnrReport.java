package io.nn2fpga.pnr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What nextpnr's {@code --report} says of a routed design.
 *
 * @param clocks each clock with paths of its own
 * @param paths the longest path between each pair of clock domains
 * @param cells by type: how many are used, and how many the device has
 */
public record NextpnrReport(List<Clock> clocks, List<TimedPath> paths, Map<String, Cells> cells) {

  /** What periods in whole picoseconds may make of two clocks that are one. */
  private static final double SAME = 1e-3;

  /** Copies the collections. */
  public NextpnrReport {
    clocks = List.copyOf(clocks);
    paths = List.copyOf(paths);
    cells = Map.copyOf(cells);
  }

  /**
   * A clock.
   *
   * @param name the net
   * @param achievedMhz at which its longest path is just fast enough
   * @param constraintMhz that it was routed for
   */
  public record Clock(String name, double achievedMhz, double constraintMhz) {
    boolean met() {
      return achievedMhz >= constraintMhz;
    }
  }

  /**
   * A path from register to register.
   *
   * @param from clock edge at its start, for example {@code posedge clk}
   * @param to clock edge at its end
   * @param steps the delays along it
   */
  public record TimedPath(String from, String to, List<Step> steps) {
    /** Copies the list. */
    public TimedPath {
      steps = List.copyOf(steps);
    }
  }

  /**
   * A delay on a path.
   *
   * @param kind {@code clk-to-q}, {@code logic}, {@code routing}, {@code setup} and the like
   * @param ns the delay in nanoseconds
   * @param fromCell the cell that drives it
   * @param toCell the cell that it ends in
   */
  public record Step(String kind, double ns, String fromCell, String toCell) {}

  /** Cells of a type. */
  public record Cells(long used, long available) {}

  /**
   * Reads a report.
   *
   * @throws DiagnosticException TOOL_FAILED if it is missing or is none
   */
  public static NextpnrReport read(Path file) {
    try {
      JsonNode root = JsonMapper.builder().build().readTree(file.toFile());
      if (root != null && root.path("fmax").isObject()) {
        return of(root);
      }
      throw unreadable(file, "it holds no clocks");
    } catch (IOException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  private static DiagnosticException unreadable(Path file, String why) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.TOOL_FAILED,
            "nextpnr left no readable report: " + why,
            file.toString(),
            "'nn2fpga doctor' shows its version; 0.4 and newer write reports"));
  }

  private static NextpnrReport of(JsonNode root) {
    List<Clock> clocks = new ArrayList<>();
    root.path("fmax")
        .properties()
        .forEach(
            e ->
                clocks.add(
                    new Clock(
                        e.getKey(),
                        e.getValue().path("achieved").asDouble(),
                        e.getValue().path("constraint").asDouble())));
    List<TimedPath> paths = new ArrayList<>();
    for (JsonNode path : root.path("critical_paths")) {
      List<Step> steps = new ArrayList<>();
      for (JsonNode step : path.path("path")) {
        steps.add(
            new Step(
                step.path("type").asText(),
                step.path("delay").asDouble(),
                step.path("from").path("cell").asText(),
                step.path("to").path("cell").asText()));
      }
      paths.add(new TimedPath(path.path("from").asText(), path.path("to").asText(), steps));
    }
    Map<String, Cells> cells = new LinkedHashMap<>();
    root.path("utilization")
        .properties()
        .forEach(
            e ->
                cells.put(
                    e.getKey(),
                    new Cells(
                        e.getValue().path("used").asLong(),
                        e.getValue().path("available").asLong())));
    return new NextpnrReport(clocks, paths, cells);
  }

  /** Whether every clock is as fast as it was routed for. */
  public boolean met() {
    return !clocks.isEmpty() && clocks.stream().allMatch(Clock::met);
  }

  /**
   * The clock that is nearest to its constraint, or misses it most: the accelerator's, since the
   * oscillator's own domain holds a divider at most.
   *
   * @throws IllegalStateException if the design has no clock
   */
  public Clock tightest() {
    return clocks.stream()
        .min(Comparator.comparingDouble(c -> c.achievedMhz() / c.constraintMhz()))
        .orElseThrow(() -> new IllegalStateException("a design without a clock"));
  }

  /**
   * The clock that limits a design: the tightest of those that are not its link's own, unless only
   * that one is missed.
   *
   * @param linkMhz what the link's own clock was routed for; 0 if there is none
   */
  public Clock limiting(double linkMhz) {
    Clock any = tightest();
    Clock own =
        clocks.stream()
            .filter(c -> Math.abs(c.constraintMhz() - linkMhz) > SAME * linkMhz)
            .min(Comparator.comparingDouble(c -> c.achievedMhz() / c.constraintMhz()))
            .orElse(any);
    return own.met() && !any.met() ? any : own;
  }

  /** The longest path within a clock's domain; without steps if none is told. */
  public TimedPath criticalPath(Clock clock) {
    String edge = "posedge " + clock.name();
    return paths.stream()
        .filter(path -> path.from().equals(edge) && path.to().equals(edge))
        .findFirst()
        .orElse(new TimedPath(edge, edge, List.of()));
  }

  /** Cells of a type that are used; 0 if the device has none. */
  public long used(String type) {
    Cells found = cells.get(type);
    return found == null ? 0 : found.used();
  }
}
