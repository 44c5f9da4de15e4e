package io.nn2fpga.cli;

import io.nn2fpga.cli.build.QuantizeReport;
import io.nn2fpga.cli.build.QuantizeReport.Effect;
import io.nn2fpga.cli.build.QuantizeReport.Layer;
import io.nn2fpga.precision.TradeOff;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What quantization did, as the terminal shows it. */
final class QuantizeText {
  private final QuantizeReport report;
  private final List<String> lines = new ArrayList<>();

  private QuantizeText(QuantizeReport report) {
    this.report = report;
  }

  /** Lines of text: layers, effects, the search, the accuracy. */
  static List<String> lines(QuantizeReport report) {
    QuantizeText text = new QuantizeText(report);
    text.layers();
    text.effects();
    text.search();
    text.accuracy();
    return text.lines;
  }

  /** The same with the confusion matrix. */
  static List<String> withConfusion(QuantizeReport report) {
    QuantizeText text = new QuantizeText(report);
    text.lines.addAll(lines(report));
    text.lines.add("");
    text.lines.addAll(
        ConfusionText.lines(report.floatTop1() == null ? "float" : "label", report.confusion()));
    return text.lines;
  }

  private void layers() {
    TextTable table =
        new TextTable(
            "layer", "bits", "range", "SNR dB", "rounding alone", "saturated", "requantization");
    for (Layer layer : report.layers()) {
      table.row(
          layer.name(),
          (layer.weightBits() == null ? "" : "w" + layer.weightBits())
              + "a"
              + layer.activationBits(),
          String.format(Locale.ROOT, "%.4g .. %.4g", layer.min(), layer.max()),
          decibels(layer.signalToNoise()),
          decibels(layer.roundingAlone()),
          String.format(Locale.ROOT, "%.3f %%", 100 * layer.saturated()),
          String.format(Locale.ROOT, "%.4f steps", layer.requantization()));
    }
    lines.addAll(table.lines());
    lines.add("");
  }

  private void effects() {
    boolean labelled = report.floatTop1() != null;
    TextTable table =
        labelled
            ? new TextTable("effect alone", "output SNR dB", "same class", "top-1")
            : new TextTable("effect alone", "output SNR dB", "same class");
    for (Effect effect : report.effects()) {
      List<String> cells = new ArrayList<>();
      cells.add(effect.effect());
      cells.add(decibels(effect.signalToNoise()));
      cells.add(percent(effect.same()));
      Double right = effect.right();
      if (labelled && right != null) {
        cells.add(percent(right));
      }
      table.row(cells.toArray(String[]::new));
    }
    lines.addAll(table.lines());
    lines.add("");
  }

  private void search() {
    TradeOff found = report.tradeOff();
    if (found == null) {
      return;
    }
    TextTable table = new TextTable("", "cost", "of start", "loss", "weights", "activations");
    for (TradeOff.Point point : found.curve()) {
      table.row(
          point.equals(found.chosen()) ? "->" : "",
          String.format(Locale.ROOT, "%.4g", point.cost()),
          percent(point.cost() / found.start().cost()),
          String.format(Locale.ROOT, "%.2f +- %.2f points", point.loss(), point.standardError()),
          String.format(Locale.ROOT, "%.2f bits", point.weightBits()),
          String.format(Locale.ROOT, "%.2f bits", point.activationBits()));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "trade-off of %s (%s) against loss (%s, %,d samples), -> chosen",
            "cost",
            found.unit(),
            found.metric(),
            found.samples()));
    lines.addAll(table.lines());
    lines.add("");
  }

  private void accuracy() {
    Double floats = report.floatTop1();
    Double integers = report.integerTop1();
    String same =
        String.format(
            Locale.ROOT,
            "same class %s, %,d samples",
            percent(report.agreement()),
            report.samples());
    lines.add(
        floats == null || integers == null
            ? "accuracy  " + same + " without labels"
            : "accuracy  top-1 float "
                + percent(floats)
                + ", integer "
                + percent(integers)
                + ", "
                + same);
  }

  private static String decibels(@Nullable Double number) {
    return number == null ? "exact" : String.format(Locale.ROOT, "%.1f", number);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }
}
