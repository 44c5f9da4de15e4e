package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.QuantizationFile;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.onnx.ImportCheck;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.pass.PassManager;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a model file to the integer network and its accuracy: the stages that need no tool. */
final class FrontEnd {
  /** Samples on which the imported graph is compared with ONNX Runtime. */
  private static final int CHECK_SAMPLES = 4;

  private final BuildRequest request;
  private final StageLog log;
  private final boolean verifyPasses;

  FrontEnd(BuildRequest request, StageLog log, boolean verifyPasses) {
    this.verifyPasses = verifyPasses;
    this.request = request;
    this.log = log;
  }

  /** A model with the data that go with it. */
  record Loaded(ImportedModel model, SampleFile calibration, @Nullable SampleFile test) {
    /** The samples to verify with: test data where there are any. */
    SampleFile verification() {
      return test == null ? calibration : test;
    }
  }

  /** Reads model and data and compares the imported graph with ONNX Runtime. */
  Loaded load() {
    return log.run(
        "import",
        () -> {
          ImportedModel model =
              ModelFile.read(
                  request.model(),
                  ReadOptions.DEFAULT
                      .with(AxisZero.BATCH)
                      .withCustomOperators(request.customOperators()));
          if (!isChain(model.graph())) {
            simplify(model.graph()); // says what cannot be built before there are data for it
          }
          ModelInput input = Pipelines.input(model.graph());
          requirePreprocessingFits(input);
          SampleFile calibration = read(request.calibration(), input);
          SampleFile test = request.test() == null ? null : read(request.test(), input);
          log.detail(imported(model, calibration));
          return new Loaded(model, calibration, test);
        });
  }

  /** Whether data can be fed and results compared: one input, one computed output. */
  private static boolean isChain(Graph graph) {
    return graph.inputs().size() == 1
        && graph.outputs().size() == 1
        && !graph.nodes().isEmpty()
        && !graph.isConstant(graph.outputs().get(0));
  }

  private static String imported(ImportedModel model, SampleFile samples) {
    int nodes = model.graph().nodes().size();
    if (!ModelFile.hasRuntime(model)) {
      return nodes + " nodes of " + model.format();
    }
    ImportCheck.Agreement agreement = ImportCheck.run(model, samples.modelInputs(CHECK_SAMPLES));
    return String.format(
        Locale.ROOT,
        "%d nodes; equal to ONNX Runtime in %,d values of %d tensors, %d samples",
        nodes,
        agreement.values(),
        agreement.tensors(),
        agreement.samples());
  }

  private SampleFile read(Path file, ModelInput input) {
    return SampleFile.read(file, input, request.preprocessing(), request.rawFloats());
  }

  private void requirePreprocessingFits(ModelInput input) {
    Preprocessing preprocessing = request.preprocessing();
    int channels = input.channels();
    if (preprocessing != null && !preprocessing.fits(channels)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "'preprocess' has "
                  + Math.max(preprocessing.mean().size(), preprocessing.std().size())
                  + " entries in mean or std, but the model's input "
                  + input.type()
                  + " has "
                  + channels
                  + " channels",
              "give one value, or one a channel"));
    }
  }

  /** Quantizes the network with ranges from the calibration samples, or as a file says. */
  QuantizedModel quantize(Loaded loaded) {
    return log.run(
        "quantize",
        () -> {
          Graph simplified = simplify(loaded.model().graph());
          Path replay = request.quantizationFile();
          int count = Math.min(request.calibrationSamples(), loaded.calibration().count());
          QuantizationFile.Quantization chosen =
              replay == null
                  ? new QuantizationFile.Quantization(
                      request.bits(), calibrate(loaded, simplified, count))
                  : QuantizationFile.read(replay, simplified);
          QuantizedModel model =
              Pipelines.quantize(
                  simplified, chosen.calibration(), request.quantization(chosen.bits()));
          if (verifyPasses) {
            Verifier.verify(model.graph(), "quantization");
          }
          log.detail(
              replay == null
                  ? String.format(Locale.ROOT, "%s, ranges from %,d samples", widths(model), count)
                  : widths(model) + ", replayed from " + replay);
          return model;
        });
  }

  private Calibration calibrate(Loaded loaded, Graph simplified, int count) {
    try (FloatExecutor executor =
        ModelFile.executor(loaded.model(), Pipelines.observed(simplified), processors())) {
      return Pipelines.calibrate(
          simplified, executor, loaded.calibration().modelInputs(count), request.quantization());
    }
  }

  /** The widths of weights and of results that occur, as in {@code w4a4-8}. */
  private static String widths(QuantizedModel model) {
    return span("w", model.layers().stream().map(LayerNote::weightBits).filter(Objects::nonNull))
        + span("a", model.layers().stream().map(note -> note.encoding().element().bits()));
  }

  private static String span(String letter, Stream<Integer> bits) {
    IntSummaryStatistics all = bits.mapToInt(Integer::intValue).summaryStatistics();
    if (all.getCount() == 0) {
      return "";
    }
    return letter + all.getMin() + (all.getMin() == all.getMax() ? "" : "-" + all.getMax());
  }

  private Graph simplify(Graph imported) {
    PassManager passes = Pipelines.simplification();
    if (!verifyPasses) {
      return passes.run(imported);
    }
    Verifier.verify(imported, "import");
    return passes.run(imported, PassManager.Observer.verifying());
  }

  /** Measures both networks on the test data; null if there are none. */
  @Nullable Accuracy accuracy(Loaded loaded, QuantizedModel model) {
    SampleFile test = loaded.test();
    if (test == null) {
      return null;
    }
    return log.run(
        "accuracy",
        () -> {
          Path labelFile = request.labels();
          int[] labels =
              labelFile == null
                  ? null
                  : LabelFile.read(labelFile, test.count(), model.output().model().size());
          try (FloatExecutor executor =
              ModelFile.executor(loaded.model(), List.of(model.output().value()), processors())) {
            Accuracy accuracy = Accuracy.measure(executor, model, test, labels);
            log.detail(describe(accuracy));
            return accuracy;
          }
        });
  }

  private static String describe(Accuracy accuracy) {
    String same =
        String.format(Locale.ROOT, "same class %.2f %%", 100 * accuracy.share(accuracy.same()));
    return accuracy.labelled()
        ? String.format(
            Locale.ROOT,
            "top-1 float %.2f %%, integer %.2f %%, %s, %,d samples",
            100 * accuracy.share(accuracy.floatRight()),
            100 * accuracy.share(accuracy.integerRight()),
            same,
            accuracy.samples())
        : String.format(Locale.ROOT, "%s, %,d samples without labels", same, accuracy.samples());
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
