package io.nn2fpga.sim.amd;

import io.nn2fpga.cost.Resources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the tables of {@code report_timing_summary} and {@code report_utilization}. */
public final class VivadoReports {
  private static final Pattern SUMMARY =
      Pattern.compile(
          "\\| Design Timing Summary.*?WNS\\(ns\\).*?\\n[ -]+\\n\\s*(-?[0-9.]+)", Pattern.DOTALL);

  /**
   * The logic's clock: what a processing system gives, what the PLL of a board top makes, or its
   * oscillator's. Name, waveform, period; the first name that is there counts.
   */
  private static final List<Pattern> CLOCKS =
      Stream.of("clk_(?:pl|fpga)_0", "made", "clk")
          .map(
              name ->
                  Pattern.compile("(?m)^\\s*" + name + "\\s+\\{[^}]*\\}\\s+([0-9.]+)\\s+[0-9.]+"))
          .toList();

  private VivadoReports() {}

  /**
   * Timing of a routed design.
   *
   * @param worstSlackNs worst setup slack; below 0 the clock is missed
   * @param periodNs period of the logic's clock, as the processing system can make it
   */
  public record Timing(double worstSlackNs, double periodNs) {
    /** The clock at which the worst path would just be fast enough, in MHz. */
    public double fmaxMhz() {
      return 1e3 / (periodNs - worstSlackNs);
    }
  }

  /** The timing that a text of {@code report_timing_summary} tells; null if it tells none. */
  public static @Nullable Timing timing(String report) {
    Matcher summary = SUMMARY.matcher(report);
    if (!summary.find()) {
      return null;
    }
    double slack = Double.parseDouble(summary.group(1));
    return CLOCKS.stream()
        .map(pattern -> pattern.matcher(report))
        .filter(Matcher::find)
        .findFirst()
        .map(clock -> new Timing(slack, Double.parseDouble(clock.group(1))))
        .orElse(null);
  }

  /**
   * What an instance takes, with all below it.
   *
   * @param report a text of {@code report_utilization -hierarchical}; its columns are found by
   *     their titles, which differ between families and versions
   * @return null if the instance is not in it
   */
  public static @Nullable Resources utilization(String report, String instance) {
    List<String> titles = List.of();
    for (String line : report.lines().filter(l -> l.startsWith("|")).toList()) {
      List<String> cells = cells(line);
      if (cells.get(0).equals("instance")) {
        titles = cells;
      } else if (cells.get(0).equals(instance.toLowerCase(Locale.ROOT)) && !titles.isEmpty()) {
        return new Resources(
            Math.round(cell(titles, cells, "total luts")),
            Math.round(cell(titles, cells, "ffs")),
            Math.round(
                cell(titles, cells, "dsp blocks")
                    + cell(titles, cells, "dsp48 blocks")
                    + cell(titles, cells, "dsps")),
            cell(titles, cells, "ramb36") + cell(titles, cells, "ramb18") / 2,
            Math.round(cell(titles, cells, "uram")));
      }
    }
    return null;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Arrays.stream(line.substring(1).split("\\|", -1))
        .map(c -> c.strip().toLowerCase(Locale.ROOT))
        .forEach(cells::add);
    return cells;
  }

  /** The number below a title; 0 where there is no such column. */
  private static double cell(List<String> titles, List<String> cells, String title) {
    int column = titles.indexOf(title);
    return column < 0 || column >= cells.size() ? 0 : Double.parseDouble(cells.get(column));
  }
}
