package io.nn2fpga.cli.report;

/** Names of layers where there is little room: converters join the names of all that they fused. */
public final class ShortName {
  private static final int LONGEST = 34;

  private ShortName() {}

  /** A long name without its middle: what tells names apart is at both ends. */
  public static String of(String name) {
    if (name.length() <= LONGEST) {
      return name;
    }
    int half = (LONGEST - 1) / 2;
    return name.substring(0, half) + "…" + name.substring(name.length() - half);
  }
}
