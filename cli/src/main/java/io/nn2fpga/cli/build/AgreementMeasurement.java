package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.onnx.OnnxRuntimeExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.precision.CodeAnalysis;
import io.nn2fpga.precision.LossAnalysis.Classes;
import io.nn2fpga.precision.NoisePower;
import io.nn2fpga.quant.OutputEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model that came quantized twice: as its own framework does, and as the integer network
 * with what the host does before and behind it.
 */
final class AgreementMeasurement {
  private final ImportedModel model;
  private final NetworkParts parts;
  private final Quantizer.Result result;
  private final SampleFile data;

  /**
   * A measurement.
   *
   * @param result the model with the codes that it has
   * @param data samples as the model takes them, or raw
   */
  AgreementMeasurement(FrontEnd.Loaded loaded, Quantizer.Result result, SampleFile data) {
    model = loaded.model();
    parts = loaded.parts();
    this.result = result;
    this.data = data;
  }

  /** What both compute on all samples. */
  private record Outputs(String nnBy, List<FloatTensor> own, List<FloatTensor> integers) {}

  /**
   * Measures on all samples.
   *
   * @param labels class numbers, or null
   */
  AgreementReport run(int @Nullable [] labels) {
    int classes = LabelFile.classes(model.graph());
    if (labels != null && classes == 1) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "labels for a model whose output is one number, which names no class",
              model.path().toString(),
              "leave --labels out: the outputs are compared without them"));
    }
    List<IntTensor> frames = data.codes(result.model(), data.count());
    Outputs outputs = outputs(frames);
    NoisePower power = new NoisePower();
    List<Classes> named = new ArrayList<>();
    long different = 0;
    long values = 0;
    for (int i = 0; i < frames.size(); i++) {
      float[] own = outputs.own.get(i).data();
      float[] integers = outputs.integers.get(i).data();
      for (int k = 0; k < own.length; k++) {
        power.add(own[k], integers[k]);
        different += own[k] == integers[k] ? 0 : 1;
      }
      values += own.length;
      named.add(
          new Classes(named(outputs.own.get(i), classes), named(outputs.integers.get(i), classes)));
    }
    return AgreementReport.of(
        outputs.nnBy,
        named,
        labels,
        classes,
        new AgreementReport.Output(
            (double) different / values, EvaluationReport.finite(power.decibels())),
        codes(frames));
  }

  private Outputs outputs(List<IntTensor> frames) {
    QuantizedModel quantized = result.model();
    List<IntTensor> codes = new IntegerExecutor(quantized.graph()).runAll(frames);
    List<FloatTensor> integers =
        IntStream.range(0, codes.size())
            .parallel()
            .mapToObj(i -> quantized.result(data.modelInput(i), codes.get(i)))
            .map(NnInterpreter::numbers)
            .toList();
    String output = model.graph().outputs().get(0);
    int processors = Runtime.getRuntime().availableProcessors();
    try (FloatExecutor executor = ModelFile.executor(model, List.of(output), processors)) {
      // ONNX Runtime has threads of its own
      boolean runtime = executor instanceof OnnxRuntimeExecutor;
      IntStream places = IntStream.range(0, data.count());
      List<FloatTensor> own =
          (runtime ? places : places.parallel())
              .mapToObj(
                  i -> Objects.requireNonNull(executor.run(data.modelInput(i)).get(output), output))
              .toList();
      String kernels = model.kernels().name().toLowerCase(Locale.ROOT).replace('_', '-');
      return new Outputs(runtime ? "ONNX Runtime" : kernels + " operators", own, integers);
    }
  }

  /** The class that an output names: an arg-max's is the output itself. */
  private static int named(FloatTensor output, int classes) {
    return output.data().length == 1 && classes > 1
        ? (int) output.data()[0]
        : OutputEncoding.top1(output);
  }

  private CodeAnalysis codes(List<IntTensor> frames) {
    List<String> observed = CodeAnalysis.observed(result.simplified(), result.model());
    try (FloatExecutor reference =
        ModelFile.interpreter(model.with(result.simplified()), observed)) {
      return CodeAnalysis.of(
          result.simplified(),
          result.model(),
          reference,
          parts.enter(data.modelInputs(data.count())),
          frames);
    }
  }
}
