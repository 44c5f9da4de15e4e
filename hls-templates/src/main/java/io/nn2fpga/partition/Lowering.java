package io.nn2fpga.partition;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Value;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import io.nn2fpga.quant.RealRange;
import java.util.HashMap;
import java.util.Map;

/** What a build does with a network before it costs anything, to learn whether it can. */
@FunctionalInterface
public interface Lowering {
  /**
   * The integer network of an nn graph.
   *
   * @throws io.nn2fpga.diag.DiagnosticException with everything that has no hardware form
   */
  QuantizedModel lower(Graph graph);

  /** Of a model that says itself which codes its values have; the result is the real one. */
  static Lowering quantized(KernelSet kernels) {
    return graph ->
        Pipelines.lowerQuantized(Pipelines.quantizedSimplification().run(graph), kernels);
  }

  /**
   * Of a float model, with ranges that nobody calibrated: the codes mean nothing, but what has no
   * integer form has none with other ranges either.
   */
  static Lowering floats() {
    return graph -> {
      Graph simplified = Pipelines.simplification().run(graph);
      Map<String, RealRange> ranges = new HashMap<>();
      for (Value value : simplified.values().values()) {
        ranges.put(value.name(), new RealRange(-1, 1));
      }
      return Pipelines.quantize(
          simplified,
          new Calibration(ranges),
          new QuantizationOptions(
              BitWidths.uniform(BitWidths.MOST, BitWidths.MOST),
              Preprocessing.NONE,
              false,
              QuantizationMethod.DEFAULT));
    };
  }
}
