package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.NarrowWeights;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Empirical bias correction (M. Nagel et al., ICCV 2019, appendix D): layer by layer, the mean of
 * each output channel over the calibration samples is brought to that of the float network, with
 * the layers before already corrected. What rounding of weights, rounding and saturation of inputs
 * shift on the average goes into the bias, which costs nothing in hardware. The samples go through
 * the integer network once in all, from layer to layer ({@link StagedRun}).
 */
final class BiasCorrection {
  private final Graph simplified;
  private final CalibrationStatistics statistics;
  private final QuantizationOptions options;
  private final int samples;
  private final StagedRun run;
  private final Map<String, NarrowWeights> narrow;

  private BiasCorrection(
      Graph simplified,
      CalibrationStatistics statistics,
      QuantizationOptions options,
      List<IntTensor> frames,
      Map<String, NarrowWeights> narrow) {
    this.simplified = simplified;
    this.statistics = statistics;
    this.options = options;
    this.samples = frames.size();
    this.run = new StagedRun(frames, StagedRun.MOST_KEPT);
    this.narrow = narrow;
  }

  /**
   * The same ranges with corrections for every layer that has weights.
   *
   * @param samples those that the statistics are of
   */
  static Calibration of(
      Graph simplified,
      Calibration ranges,
      CalibrationStatistics statistics,
      QuantizationOptions options,
      List<FloatTensor> samples) {
    Map<String, NarrowWeights> narrow = new HashMap<>();
    InputEncoding input = Pipelines.quantize(simplified, ranges, options, narrow).input();
    List<IntTensor> frames = samples.stream().map(input::quantize).toList();
    return new BiasCorrection(simplified, statistics, options, frames, narrow).corrected(ranges);
  }

  private Calibration corrected(Calibration ranges) {
    Map<String, List<Double>> corrections = new LinkedHashMap<>();
    for (QuantizedLayer layer : QuantizedLayer.of(simplified)) {
      if (layer.weighted() && !hasMeans(layer)) {
        corrections.put(layer.name(), Collections.nCopies(channels(layer), 0.0));
      } else if (layer.weighted()) {
        Calibration sofar = ranges.withBiasCorrections(corrections);
        corrections.put(layer.name(), correction(layer, sofar));
      }
    }
    return ranges.withBiasCorrections(corrections);
  }

  /**
   * Where only a rearranged value is observed, the means of its channels are not those wanted:
   * behind a transposition, or behind the depth to space of a transposed convolution.
   */
  private boolean hasMeans(QuantizedLayer layer) {
    String output = layer.first().output();
    return Pipelines.observedChannels(simplified, output)
        && statistics.value(Pipelines.observedAs(simplified, output)).channelMeans().size()
            == channels(layer);
  }

  private int channels(QuantizedLayer layer) {
    return simplified.value(layer.first().output()).tensor().extent(0);
  }

  private List<Double> correction(QuantizedLayer layer, Calibration sofar) {
    QuantizedModel model = Pipelines.quantize(simplified, sofar, options, narrow);
    LayerNote.Sums sums =
        model.layers().stream()
            .filter(note -> note.layer().equals(layer.name()))
            .map(LayerNote::sums)
            .findFirst()
            .orElseThrow();
    if (sums == null) {
      throw new IllegalStateException(layer.name() + " has weights but no sums");
    }
    int channels = sums.scales().size();
    // whole numbers, so that the order in which threads finish does not matter
    long[] totals =
        run.upTo(model.graph(), sums.value(), frame -> channelTotals(frame, channels)).stream()
            .reduce(new long[channels], BiasCorrection::sum);
    double count = (double) samples * model.graph().value(sums.value()).tensor().size() / channels;
    List<Double> wanted =
        statistics.value(Pipelines.observedAs(simplified, layer.first().output())).channelMeans();
    List<Double> correction = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double mean = sums.scales().get(c) * (totals[c] / count) + sums.constants().get(c);
      correction.add(wanted.get(c) - mean);
    }
    return correction;
  }

  private static long[] channelTotals(IntTensor frame, int channels) {
    long[] totals = new long[channels];
    for (int i = 0; i < frame.data().length; i++) {
      totals[i % channels] += frame.data()[i];
    }
    return totals;
  }

  private static long[] sum(long[] a, long[] b) {
    return IntStream.range(0, a.length).mapToLong(i -> a[i] + b[i]).toArray();
  }
}
