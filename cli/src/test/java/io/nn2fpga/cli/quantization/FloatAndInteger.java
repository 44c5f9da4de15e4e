package io.nn2fpga.cli.quantization;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.onnx.OnnxRuntimeExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The classes that a float network and its integer form name for the same samples.
 *
 * @param quantized the integer form
 * @param floatTop1 by ONNX Runtime
 * @param integerTop1 by the integer executor
 */
@SuppressWarnings("ArrayRecordComponent") // two runs are never compared
record FloatAndInteger(QuantizedModel quantized, int[] floatTop1, int[] integerTop1) {

  /**
   * Quantizes a network and runs both forms.
   *
   * @param raw the samples before preprocessing
   * @param calibration those that ranges and corrections are taken from, before preprocessing
   */
  static FloatAndInteger run(
      ImportedModel model,
      List<float[]> raw,
      List<float[]> calibration,
      QuantizationOptions options) {
    ModelInput input = Pipelines.input(model.graph());
    Graph simplified = Pipelines.simplification().run(model.graph());
    try (OnnxRuntimeExecutor executor =
        new OnnxRuntimeExecutor(model, Pipelines.observed(simplified), 1)) {
      List<FloatTensor> seen = inputs(calibration, input, options);
      CalibrationStatistics statistics = Pipelines.statistics(simplified, executor, seen);
      Calibration ranges = Pipelines.calibrate(simplified, statistics, options);
      QuantizedModel quantized =
          Pipelines.quantize(
              simplified,
              Pipelines.correctBiases(simplified, ranges, statistics, options, seen),
              options);
      String logits = quantized.output().value();
      int[] floatTop1 =
          inputs(raw, input, options).stream()
              .map(x -> Objects.requireNonNull(executor.run(x).get(logits)))
              .mapToInt(OutputEncoding::top1)
              .toArray();
      int[] integerTop1 =
          new IntegerExecutor(quantized.graph())
              .runAll(raw.stream().map(quantized.input()::fromRaw).toList()).stream()
                  .mapToInt(quantized.output()::top1)
                  .toArray();
      return new FloatAndInteger(quantized, floatTop1, integerTop1);
    }
  }

  private static List<FloatTensor> inputs(
      List<float[]> raw, ModelInput input, QuantizationOptions options) {
    return raw.stream().map(sample -> options.preprocessing().apply(sample, input)).toList();
  }

  /** On how many samples both name the same class. */
  int agreeing() {
    return right(floatTop1, integerTop1);
  }

  /** On how many samples the float network names the label. */
  int floatRight(int[] labels) {
    return right(floatTop1, labels);
  }

  /** On how many samples the integer network names the label. */
  int integerRight(int[] labels) {
    return right(integerTop1, labels);
  }

  private static int right(int[] top1, int[] labels) {
    return (int) IntStream.range(0, top1.length).filter(i -> top1[i] == labels[i]).count();
  }

  /** For messages. */
  String figures(String name) {
    return name + ": " + agreeing() + " of " + floatTop1.length + " alike";
  }
}
