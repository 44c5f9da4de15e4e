package io.nn2fpga.cli.build;

import io.nn2fpga.cli.report.Report;
import io.nn2fpga.precision.TradeOff;

/** What a search for bits found, as the report shows it. */
final class PrecisionReport {
  private PrecisionReport() {}

  static Report.Precision of(TradeOff found) {
    return new Report.Precision(
        found.metric(),
        found.samples(),
        found.maxLoss(),
        found.unit(),
        point(found.start()),
        found.curve().stream().map(PrecisionReport::point).toList(),
        point(found.chosen()));
  }

  private static Report.PrecisionPoint point(TradeOff.Point point) {
    return new Report.PrecisionPoint(
        point.cost(),
        point.loss(),
        point.standardError(),
        point.weightBits(),
        point.activationBits());
  }
}
