package io.nn2fpga.quant;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.ir.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ranges that a network's values took on calibration samples.
 *
 * @param ranges by the value's name
 */
public record Calibration(Map<String, RealRange> ranges) {

  /** Copies the map. */
  public Calibration {
    ranges = Map.copyOf(ranges);
  }

  /**
   * Runs the samples and notes the smallest and largest number of each observed value.
   *
   * @param executor observes the values
   * @param samples at least one, in the model's layout
   * @throws DiagnosticException if a value is not finite
   */
  public static Calibration minMax(FloatExecutor executor, List<FloatTensor> samples) {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("no calibration samples");
    }
    Map<String, RealRange> ranges = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      for (Map.Entry<String, FloatTensor> value : executor.run(samples.get(i)).entrySet()) {
        RealRange range = finiteRange(value.getKey(), value.getValue(), i);
        ranges.merge(value.getKey(), range, RealRange::union);
      }
    }
    return new Calibration(ranges);
  }

  /** The range of a value; asking for one that was not observed is a bug. */
  public RealRange range(String value) {
    RealRange range = ranges.get(value);
    if (range == null) {
      throw new IllegalStateException("'" + value + "' was not observed in calibration");
    }
    return range;
  }

  /** Whether a value was observed. */
  public boolean has(String value) {
    return ranges.containsKey(value);
  }

  private static RealRange finiteRange(String name, FloatTensor value, int sample) {
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
    return RealRange.of(value.data());
  }
}
