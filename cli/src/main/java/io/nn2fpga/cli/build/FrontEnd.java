package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.onnx.ImportCheck;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.precision.CostModel;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From a model file to the integer network and its accuracy: the stages that need no tool. */
final class FrontEnd {
  /** Samples on which the imported graph is compared with ONNX Runtime. */
  private static final int CHECK_SAMPLES = 4;

  private final ModelRequest request;
  private final CalibrationCache cache;
  private final StageLog log;
  private final boolean verifyPasses;

  FrontEnd(ModelRequest request, CalibrationCache cache, StageLog log, boolean verifyPasses) {
    this.cache = cache;
    this.verifyPasses = verifyPasses;
    this.request = request;
    this.log = log;
  }

  /** A model, divided between host and accelerator, with the data that go with it. */
  record Loaded(
      ImportedModel model, NetworkParts parts, SampleFile calibration, @Nullable SampleFile test) {
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
              ModelFile.read(request.model(), request.reading().with(AxisZero.BATCH));
          // says what cannot be built before there are data for it
          NetworkParts parts = NetworkParts.of(model, request.partition());
          if (!isChain(model.graph()) && !model.isQuantized()) {
            Pipelines.simplification().run(model.graph());
          }
          ModelInput input = Pipelines.input(model.graph());
          requirePreprocessingFits(input);
          SampleFile test = request.test() == null ? null : read(request.test(), input);
          SampleFile calibration = calibration(model, input, test);
          log.detail(imported(model, calibration));
          return new Loaded(model, parts, calibration, test);
        });
  }

  /**
   * Calibration samples. A quantized model does without: it is verified with the test samples, or
   * with seeded ones where it takes codes, as any codes are inputs of it.
   */
  private SampleFile calibration(ImportedModel model, ModelInput input, @Nullable SampleFile test) {
    Path file = request.calibration();
    if (file != null) {
      return read(file, input);
    }
    if (!model.isQuantized()) {
      throw new DiagnosticException(ModelRequest.noCalibration());
    }
    if (test != null) {
      return test;
    }
    if (!(input.type().element() instanceof IntegerElement)) {
      throw new DiagnosticException(
          ModelRequest.missing(
              "samples",
              "the model is quantized, but takes real numbers: give some that it can be verified"
                  + " with, --calibrate X.npy or --test X.npy"));
    }
    return SampleFile.seeded(input);
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
    if (preprocessing == null) {
      return;
    }
    int channels = input.channels();
    if (!preprocessing.fits(channels)) {
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

  /**
   * Quantizes the network by its calibration samples, or as a file says.
   *
   * @param cost what a search for bits chooses by; null for bit operations
   */
  Quantizer.Result quantize(Loaded loaded, @Nullable CostModel cost) {
    return log.run(
        "quantize",
        () -> {
          Quantizer.Result result =
              new Quantizer(
                      request,
                      loaded.model(),
                      loaded.parts(),
                      loaded.calibration(),
                      cache,
                      cost,
                      log,
                      verifyPasses)
                  .run(loaded.test(), labels(loaded));
          log.detail(result.summary());
          return result;
        });
  }

  /** The classes of the test data; null if there are none. */
  int @Nullable [] labels(Loaded loaded) {
    Path file = request.labels();
    SampleFile test = loaded.test();
    if (file == null || test == null) {
      return null;
    }
    return LabelFile.read(file, test.count(), LabelFile.classes(loaded.model().graph()));
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
          int[] labels = labels(loaded);
          String observed = Accuracy.observed(loaded, model);
          try (FloatExecutor executor =
              ModelFile.executor(loaded.model(), List.of(observed), processors())) {
            Accuracy accuracy = Accuracy.measure(executor, observed, model, test, labels);
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
