package io.nn2fpga.cli.build;

import io.nn2fpga.precision.CodeAnalysis;
import io.nn2fpga.precision.LossAnalysis.Classes;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far the integer network of a model that came quantized does what the model itself does.
 *
 * @param nnBy what computed the model itself
 * @param samples that accuracies and the output are of
 * @param nnTop1 share of samples whose label the model itself names; null without labels
 * @param integerTop1 the same of the integer network
 * @param agreement share of samples on which both name the same class; null if the model has one
 *     output alone, which names none
 * @param confusion of each label (row; without labels the model's class), how often the integer
 *     network names each class (column)
 * @param output the model's output, which the host computes the end of
 * @param layerSamples that the layers' figures are of
 * @param layers in order
 */
public record AgreementReport(
    String nnBy,
    int samples,
    @Nullable Double nnTop1,
    @Nullable Double integerTop1,
    @Nullable Double agreement,
    List<List<Integer>> confusion,
    Output output,
    int layerSamples,
    List<Layer> layers)
    implements EvaluationReport {

  /** Copies the lists. */
  public AgreementReport {
    confusion = confusion.stream().map(List::copyOf).toList();
    layers = List.copyOf(layers);
  }

  /**
   * The model's output.
   *
   * @param different share of its values that differ
   * @param signalToNoise the model's value against the integer network's, in dB; null if all are
   *     equal
   */
  public record Output(double different, @Nullable Double signalToNoise) {}

  /**
   * The codes of a layer; see {@link CodeAnalysis.Layer}.
   *
   * @param signalToNoise in dB; null if all codes are equal
   * @param range null if the quantizer has thresholds and no scale
   */
  public record Layer(
      String name,
      @Nullable Integer weightBits,
      int activationBits,
      double different,
      @Nullable Double signalToNoise,
      @Nullable Range range) {}

  /**
   * What the quantizer does to real numbers; see {@link CodeAnalysis.Rounding}.
   *
   * @param roundingAlone in dB; null if every number is a code's
   */
  public record Range(
      double min, double max, @Nullable Double roundingAlone, double below, double above) {}

  static AgreementReport of(
      String nnBy,
      List<Classes> named,
      int @Nullable [] labels,
      int classes,
      Output output,
      CodeAnalysis codes) {
    return new AgreementReport(
        nnBy,
        named.size(),
        labels == null ? null : share(named, i -> named.get(i).floats() == labels[i]),
        labels == null ? null : share(named, i -> named.get(i).integers() == labels[i]),
        classes == 1 ? null : share(named, i -> named.get(i).floats() == named.get(i).integers()),
        classes == 1 ? List.of() : EvaluationReport.confusion(named, labels, classes),
        output,
        codes.samples(),
        codes.layers().stream().map(AgreementReport::layer).toList());
  }

  private static Layer layer(CodeAnalysis.Layer found) {
    CodeAnalysis.Rounding rounding = found.rounding();
    return new Layer(
        found.layer(),
        found.weightBits(),
        found.bits(),
        found.different(),
        EvaluationReport.finite(found.signalToNoise()),
        rounding == null
            ? null
            : new Range(
                rounding.min(),
                rounding.max(),
                EvaluationReport.finite(rounding.signalToNoise()),
                rounding.below(),
                rounding.above()));
  }

  private static double share(List<Classes> named, IntPredicate predicate) {
    return (double) IntStream.range(0, named.size()).filter(predicate).count() / named.size();
  }
}
