package io.nn2fpga.cli.quantization;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.precision.Ending;
import io.nn2fpga.precision.PrecisionSearch;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.precision.Trial;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A float network on samples, quantized in many ways. Everything is computed by the interpreter and
 * the integer executor, whose arithmetic is the same on every machine.
 */
final class MeasuredNetwork {
  private final Graph imported;
  private final Preprocessing preprocessing;
  private final boolean raw;
  private final List<FloatTensor> samples;
  private final List<FloatTensor> calibration;
  private final int @Nullable [] labels;
  private final Map<Boolean, CalibrationStatistics> statistics = new HashMap<>();
  private int @Nullable [] floatClasses;

  /**
   * A network.
   *
   * @param data before preprocessing
   * @param calibration before preprocessing
   * @param raw whether data are bytes
   */
  MeasuredNetwork(
      Graph imported,
      Preprocessing preprocessing,
      boolean raw,
      List<float[]> data,
      List<float[]> calibration,
      int @Nullable [] labels) {
    ModelInput input = Pipelines.input(imported);
    this.imported = imported;
    this.preprocessing = preprocessing;
    this.raw = raw;
    this.samples = data.stream().map(x -> preprocessing.apply(x, input)).toList();
    this.calibration = calibration.stream().map(x -> preprocessing.apply(x, input)).toList();
    this.labels = labels;
  }

  /**
   * What was counted.
   *
   * @param floatRight samples whose label the float network names; −1 without labels
   * @param integerRight the same of the integer network
   * @param same samples of which both name the same class
   */
  record Figures(int samples, int floatRight, int integerRight, int same) {
    /** Points of top-1 lost, or percent of samples of another class. */
    double loss() {
      int lost = floatRight < 0 ? samples - same : floatRight - integerRight;
      return 100.0 * lost / samples;
    }

    String agreement() {
      return percent(same);
    }

    String top1(int right) {
      return right < 0 ? "–" : percent(right);
    }

    private String percent(int count) {
      return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / samples);
    }
  }

  private static QuantizationOptions options(
      MeasuredNetwork network, BitWidths bits, QuantizationMethod method) {
    return new QuantizationOptions(bits, network.preprocessing, network.raw, method);
  }

  private Graph simplified(QuantizationMethod method) {
    return Pipelines.simplification(method).run(imported);
  }

  private CalibrationStatistics statistics(Graph simplified, QuantizationMethod method) {
    return statistics.computeIfAbsent(
        method.equalize(),
        e ->
            Pipelines.statistics(
                simplified,
                new NnInterpreter(simplified, Pipelines.observed(simplified)),
                calibration));
  }

  /** Quantizes and counts. */
  Figures measure(BitWidths bits, QuantizationMethod method) {
    return measure(bits, method, IntStream.range(0, samples.size()).boxed().toList());
  }

  /** Quantizes and counts on the samples at some places. */
  Figures measure(BitWidths bits, QuantizationMethod method, List<Integer> places) {
    QuantizationOptions options = options(this, bits, method);
    Graph simplified = simplified(method);
    CalibrationStatistics seen = statistics(simplified, method);
    Calibration ranges = Pipelines.calibrate(simplified, seen, options);
    QuantizedModel model =
        Pipelines.quantize(
            simplified,
            Pipelines.correctBiases(simplified, ranges, seen, options, calibration),
            options);
    IntegerExecutor executor = new IntegerExecutor(model.graph());
    int[] integers =
        places.parallelStream()
            .map(i -> executor.runOutput(model.input().quantize(samples.get(i))))
            .mapToInt(model.output()::top1)
            .toArray();
    int[] floats = floatClasses(model.output().value());
    int floatRight = labels == null ? -1 : 0;
    int integerRight = labels == null ? -1 : 0;
    int same = 0;
    for (int k = 0; k < integers.length; k++) {
      int i = places.get(k);
      same += floats[i] == integers[k] ? 1 : 0;
      if (labels != null) {
        floatRight += floats[i] == labels[i] ? 1 : 0;
        integerRight += integers[k] == labels[i] ? 1 : 0;
      }
    }
    return new Figures(integers.length, floatRight, integerRight, same);
  }

  private int[] floatClasses(String output) {
    if (floatClasses == null) {
      NnInterpreter interpreter = new NnInterpreter(imported, List.of(output));
      floatClasses =
          samples.parallelStream()
              .map(x -> Objects.requireNonNull(interpreter.run(x).get(output)))
              .mapToInt(OutputEncoding::top1)
              .toArray();
    }
    return floatClasses;
  }

  /** Searches for bits on the samples at some places. */
  TradeOff search(BitWidths most, double maxLoss, List<Integer> places) {
    QuantizationMethod method = QuantizationMethod.DEFAULT;
    Graph simplified = simplified(method);
    int[] given = Objects.requireNonNull(labels);
    Trial trial =
        new Trial(
            simplified,
            statistics(simplified, method),
            options(this, most, method),
            calibration,
            places.stream().map(samples::get).toList(),
            Ending.NONE,
            places.stream().mapToInt(i -> given[i]).toArray());
    return PrecisionSearch.run(trial, null, maxLoss, text -> {});
  }
}
