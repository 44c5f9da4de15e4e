package io.nn2fpga.cli.diagram;

import io.nn2fpga.cli.report.ShortName;

/**
 * How much room text takes. The drawings use fixed-width fonts, whose characters are about 0.6 of
 * the size wide, so that boxes fit without knowing which font a viewer has.
 */
final class TextMetrics {
  static final double NAME_SIZE = 13;
  static final double LINE_SIZE = 11.5;
  static final double LABEL_SIZE = 10.5;
  static final double PADDING = 12;
  static final double NAME_HEIGHT = 19;
  static final double LINE_HEIGHT = 16;
  static final double METER_HEIGHT = 20;
  static final double LABEL_HEIGHT = 17;

  private static final double WIDTH_OF_SIZE = 0.61;

  private TextMetrics() {}

  static double width(Diagram.Box box) {
    double width = ShortName.of(box.name()).length() * NAME_SIZE * 1.02;
    for (String line : box.lines()) {
      width = Math.max(width, line.length() * LINE_SIZE);
    }
    Diagram.Meter meter = box.meter();
    if (meter != null) {
      width = Math.max(width, meter.text().length() * LINE_SIZE);
    }
    return Math.ceil(width * WIDTH_OF_SIZE) + 2 * PADDING;
  }

  static double height(Diagram.Box box) {
    return NAME_HEIGHT
        + LINE_HEIGHT * box.lines().size()
        + (box.meter() == null ? 0 : METER_HEIGHT)
        + PADDING;
  }

  static double labelWidth(String label) {
    return Math.ceil(label.length() * LABEL_SIZE * WIDTH_OF_SIZE) + PADDING;
  }
}
