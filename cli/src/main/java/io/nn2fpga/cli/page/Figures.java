package io.nn2fpga.cli.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as people read them. */
final class Figures {
  /** Stands where there is nothing to say. */
  static final String NONE = "–";

  private Figures() {}

  /** A whole number in groups of three. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number rounded to a whole one. */
  static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** The same; block RAM comes in halves. */
  static String amount(@Nullable Double value) {
    if (value == null) {
      return NONE;
    }
    return value == Math.rint(value) ? count(value) : String.format(Locale.ROOT, "%,.1f", value);
  }

  /** A number, or the sign for none. */
  static String orNone(@Nullable Number value) {
    return value == null ? NONE : count(value.doubleValue());
  }

  /** A share in percent. */
  static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
  }

  /** The width of a bar: a share in percent, at most all of it. */
  static String width(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * Math.max(0, Math.min(1, share)));
  }

  /** Cycles as a time in the unit that fits, for example {@code 11.3 µs}. */
  static String time(double cycles, double clockMhz) {
    double microseconds = cycles / clockMhz;
    return microseconds < 1000
        ? String.format(Locale.ROOT, "%.3g µs", microseconds)
        : String.format(Locale.ROOT, "%.3g ms", microseconds / 1000);
  }
}
