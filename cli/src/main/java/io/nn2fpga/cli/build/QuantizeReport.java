package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.QuantizationFile.Quantization;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.precision.LossAnalysis;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.quant.QuantizationMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What quantization did to a network and what it cost; {@code quantization.json} is this record. An
 * error power of zero is given as null.
 *
 * @param method how numbers became codes
 * @param samples that accuracies are of
 * @param floatTop1 share of samples whose label the float network names; null without labels
 * @param integerTop1 the same of the integer network
 * @param agreement share of samples on which both name the same class
 * @param confusion of each label (row; without labels the float network's class), how often the
 *     integer network names each class (column)
 * @param layers in order
 * @param effects what each effect of quantization costs alone
 * @param tradeOff what a search for bits found; null if there was none
 */
public record QuantizeReport(
    QuantizationMethod method,
    int samples,
    @Nullable Double floatTop1,
    @Nullable Double integerTop1,
    double agreement,
    List<List<Integer>> confusion,
    List<Layer> layers,
    List<Effect> effects,
    @Nullable TradeOff tradeOff)
    implements EvaluationReport {

  /** Copies the lists. */
  public QuantizeReport {
    confusion = confusion.stream().map(List::copyOf).toList();
    layers = List.copyOf(layers);
    effects = List.copyOf(effects);
  }

  /**
   * A layer.
   *
   * @param name the model's node
   * @param weightBits null where there are no weights
   * @param activationBits of the result
   * @param min the smallest real number that codes are spread over
   * @param max the largest
   * @param accumulatorBits width of the sums
   * @param signalToNoise float value against integer value, in dB
   * @param roundingAlone the same if only this value were rounded, in dB
   * @param saturated share of the float values that no code is near to
   * @param requantization largest error of the requantization's integers before rounding, in steps
   */
  public record Layer(
      String name,
      @Nullable Integer weightBits,
      int activationBits,
      double min,
      double max,
      int accumulatorBits,
      @Nullable Double signalToNoise,
      @Nullable Double roundingAlone,
      double saturated,
      double requantization) {}

  /** What an effect alone makes of the output; see {@link LossAnalysis.Effect}. */
  public record Effect(
      String effect, @Nullable Double signalToNoise, double same, @Nullable Double right) {}

  static QuantizeReport of(
      QuantizedModel model,
      Quantization chosen,
      LossAnalysis analysis,
      int @Nullable [] labels,
      int classes) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < model.layers().size(); i++) {
      layers.add(layer(model.layers().get(i), analysis.layers().get(i)));
    }
    return new QuantizeReport(
        chosen.method(),
        analysis.samples(),
        labels == null ? null : right(analysis, labels, LossAnalysis.Classes::floats),
        labels == null ? null : right(analysis, labels, LossAnalysis.Classes::integers),
        share(
            analysis,
            i -> analysis.classes().get(i).floats() == analysis.classes().get(i).integers()),
        EvaluationReport.confusion(analysis.classes(), labels, classes),
        layers,
        analysis.effects().stream()
            .map(
                e ->
                    new Effect(
                        e.effect(),
                        EvaluationReport.finite(e.signalToNoise()),
                        e.same(),
                        e.right()))
            .toList(),
        chosen.tradeOff());
  }

  private static Layer layer(LayerNote note, LossAnalysis.Layer found) {
    return new Layer(
        note.layer(),
        note.weightBits(),
        note.encoding().element().bits(),
        note.range().min(),
        note.range().max(),
        note.accumulatorBits(),
        EvaluationReport.finite(found.signalToNoise()),
        EvaluationReport.finite(found.roundingAlone()),
        found.saturated(),
        found.requantization());
  }

  private static double right(
      LossAnalysis analysis, int[] labels, ToIntFunction<LossAnalysis.Classes> named) {
    return share(analysis, i -> named.applyAsInt(analysis.classes().get(i)) == labels[i]);
  }

  private static double share(LossAnalysis analysis, IntPredicate predicate) {
    return (double) IntStream.range(0, analysis.samples()).filter(predicate).count()
        / analysis.samples();
  }
}
