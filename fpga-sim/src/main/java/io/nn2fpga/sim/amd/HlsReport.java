package io.nn2fpga.sim.amd;

import io.nn2fpga.cost.Resources;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Vitis HLS estimates of the design that it synthesized from C++.
 *
 * @param interval cycles a frame, the largest; null if the tool could not tell
 * @param periodNs clock period that it estimates
 * @param resources what it estimates, before place and route
 */
public record HlsReport(@Nullable Long interval, double periodNs, Resources resources) {

  /**
   * Reads {@code <top>_csynth.xml}: the elements {@code EstimatedClockPeriod}, {@code Interval-max}
   * and those of {@code Resources}.
   *
   * @return null if the text is not such a report
   */
  public static @Nullable HlsReport of(String xml) {
    String period = element(xml, "EstimatedClockPeriod");
    String used = element(xml, "Resources");
    if (period == null || used == null) {
      return null;
    }
    String interval = element(xml, "Interval-max");
    return new HlsReport(
        interval != null && interval.matches("\\d+") ? Long.valueOf(interval) : null,
        Double.parseDouble(period),
        new Resources(
            count(used, "LUT"),
            count(used, "FF"),
            count(used, "DSP"),
            count(used, "BRAM_18K") / 2.0,
            count(used, "URAM")));
  }

  private static long count(String xml, String name) {
    String text = element(xml, name);
    return text == null ? 0 : Long.parseLong(text);
  }

  /** The text of the first element of that name. */
  private static @Nullable String element(String xml, String name) {
    Matcher matcher =
        Pattern.compile("<" + name + ">\\s*(.*?)\\s*</" + name + ">", Pattern.DOTALL).matcher(xml);
    return matcher.find() ? matcher.group(1) : null;
  }
}
