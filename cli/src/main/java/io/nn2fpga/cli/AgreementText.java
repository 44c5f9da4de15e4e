package io.nn2fpga.cli;

import io.nn2fpga.cli.build.AgreementReport;
import io.nn2fpga.cli.build.AgreementReport.Layer;
import io.nn2fpga.cli.build.AgreementReport.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a quantized model and its integer network agree, as the terminal shows it. */
final class AgreementText {
  private AgreementText() {}

  /** Lines of text: layers, output, accuracy, confusion. */
  static List<String> lines(AgreementReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "codes of layers on %,d samples", report.layerSamples()));
    lines.addAll(layers(report));
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "output    %s of the values differ, SNR %s",
            percent(report.output().different()),
            decibels(report.output().signalToNoise(), " dB")));
    lines.add(accuracy(report));
    if (!report.confusion().isEmpty()) {
      lines.add("");
      lines.addAll(
          ConfusionText.lines(report.nnTop1() == null ? "nn" : "label", report.confusion()));
    }
    return lines;
  }

  private static List<String> layers(AgreementReport report) {
    TextTable table =
        new TextTable(
            "layer", "bits", "differ", "SNR dB", "range", "rounding alone", "below", "above");
    for (Layer layer : report.layers()) {
      Range range = layer.range();
      table.row(
          layer.name(),
          (layer.weightBits() == null ? "" : "w" + layer.weightBits())
              + "a"
              + layer.activationBits(),
          percent(layer.different()),
          decibels(layer.signalToNoise(), ""),
          range == null
              ? "-"
              : String.format(Locale.ROOT, "%.4g .. %.4g", range.min(), range.max()),
          range == null ? "-" : decibels(range.roundingAlone(), ""),
          range == null ? "-" : percent(range.below()),
          range == null ? "-" : percent(range.above()));
    }
    return table.lines();
  }

  private static String accuracy(AgreementReport report) {
    Double own = report.nnTop1();
    Double integers = report.integerTop1();
    Double agreement = report.agreement();
    String samples = String.format(Locale.ROOT, "%,d samples", report.samples());
    String by = "nn by " + report.nnBy();
    if (agreement == null) {
      return "accuracy  none, the output is one number; " + samples + ", " + by;
    }
    String same = "same class " + percent(agreement) + ", " + samples;
    return own == null || integers == null
        ? "accuracy  " + same + " without labels, " + by
        : "accuracy  top-1 nn "
            + percent(own)
            + ", integer "
            + percent(integers)
            + ", "
            + same
            + ", "
            + by;
  }

  private static String decibels(@Nullable Double number, String unit) {
    return number == null ? "exact" : String.format(Locale.ROOT, "%.1f", number) + unit;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
