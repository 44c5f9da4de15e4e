package io.nn2fpga.quant;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network's values were on calibration samples: all that ranges of any bits and by any
 * calibrator, and corrections of biases, are computed from.
 *
 * @param samples how many were run
 * @param values by the value's name
 */
public record CalibrationStatistics(int samples, Map<String, Value> values) {

  /** Copies the map, keeping its order. */
  public CalibrationStatistics {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * One value.
   *
   * @param histogram of its numbers
   * @param channelMeans the mean of each channel
   */
  public record Value(Histogram histogram, List<Double> channelMeans) {
    /** Copies the list. */
    public Value {
      channelMeans = List.copyOf(channelMeans);
    }
  }

  /**
   * Runs each sample once.
   *
   * @param executor observes the values
   * @param samples at least one, in the model's layout
   * @param channelsLast names of the values whose last axis counts channels; that of others is the
   *     first
   * @throws DiagnosticException CALIBRATION if a number is not finite
   */
  public static CalibrationStatistics collect(
      FloatExecutor executor, List<FloatTensor> samples, List<String> channelsLast) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no calibration samples");
    }
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    Map<String, double[]> means = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      for (Map.Entry<String, FloatTensor> entry : executor.run(samples.get(i)).entrySet()) {
        FloatTensor value = entry.getValue();
        requireFinite(entry.getKey(), value, i);
        histograms.computeIfAbsent(entry.getKey(), name -> new Histogram()).add(value.data());
        boolean last = channelsLast.contains(entry.getKey());
        int axis = last ? value.type().shape().size() - 1 : 0;
        int channels = value.type().extent(axis);
        addMeans(
            value.data(),
            means.computeIfAbsent(entry.getKey(), name -> new double[channels]),
            last,
            samples.size());
      }
    }
    Map<String, Value> values = new LinkedHashMap<>();
    histograms.forEach(
        (name, histogram) -> values.put(name, new Value(histogram, boxed(means, name))));
    return new CalibrationStatistics(samples.size(), values);
  }

  private static List<Double> boxed(Map<String, double[]> means, String name) {
    return new ArrayList<>(Arrays.stream(means.getOrDefault(name, new double[0])).boxed().toList());
  }

  private static void addMeans(float[] numbers, double[] means, boolean last, int samples) {
    int plane = numbers.length / means.length;
    double[] sums = new double[means.length];
    for (int i = 0; i < numbers.length; i++) {
      sums[last ? i % means.length : i / plane] += numbers[i];
    }
    for (int c = 0; c < means.length; c++) {
      means[c] += sums[c] / plane / samples;
    }
  }

  private static void requireFinite(String name, FloatTensor value, int sample) {
    for (float element : value.data()) {
      if (!Float.isFinite(element)) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.CALIBRATION,
                "the network gives " + element + " for value '" + name + "'",
                "calibration sample " + sample,
                "check the calibration data and its preprocessing: the float model itself"
                    + " overflows on this sample"));
      }
    }
  }

  /** Whether a value was observed. */
  public boolean has(String value) {
    return values.containsKey(value);
  }

  /** What was seen of a value; asking for one that was not observed is a bug. */
  public Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("'" + name + "' was not observed in calibration");
    }
    return value;
  }

  /** The smallest and largest number of each value. */
  public Calibration wholeRanges() {
    Map<String, RealRange> ranges = new LinkedHashMap<>();
    values.forEach((name, value) -> ranges.put(name, value.histogram.range()));
    return new Calibration(ranges);
  }
}
