package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.onnx.ImportCheck;
import io.nn2fpga.importer.onnx.ImportedModel;
import io.nn2fpga.importer.onnx.OnnxImporter;
import io.nn2fpga.importer.onnx.OnnxRuntimeExecutor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.pass.PassManager;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.quant.Calibration;
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
          ImportedModel model = OnnxImporter.read(request.model());
          ModelInput input = Pipelines.input(model.graph());
          requirePreprocessingFits(input);
          SampleFile calibration = read(request.calibration(), input);
          SampleFile test = request.test() == null ? null : read(request.test(), input);
          ImportCheck.Agreement agreement =
              ImportCheck.run(model, calibration.modelInputs(CHECK_SAMPLES));
          log.detail(
              String.format(
                  Locale.ROOT,
                  "%d nodes; equal to ONNX Runtime in %,d values of %d tensors, %d samples",
                  model.graph().nodes().size(),
                  agreement.values(),
                  agreement.tensors(),
                  agreement.samples()));
          return new Loaded(model, calibration, test);
        });
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

  /** Quantizes the network with ranges from the calibration samples. */
  QuantizedModel quantize(Loaded loaded) {
    return log.run(
        "quantize",
        () -> {
          Graph simplified = simplify(loaded.model().graph());
          int count = Math.min(request.calibrationSamples(), loaded.calibration().count());
          Calibration calibration;
          try (FloatExecutor executor =
              new OnnxRuntimeExecutor(
                  loaded.model(), Pipelines.observed(simplified), processors())) {
            calibration = Calibration.minMax(executor, loaded.calibration().modelInputs(count));
          }
          QuantizedModel model =
              Pipelines.quantize(simplified, calibration, request.quantization());
          if (verifyPasses) {
            Verifier.verify(model.graph(), "quantization");
          }
          log.detail(
              String.format(
                  Locale.ROOT,
                  "w%da%d, ranges from %,d samples",
                  request.weightBits(),
                  request.activationBits(),
                  count));
          return model;
        });
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
              new OnnxRuntimeExecutor(
                  loaded.model(), List.of(model.output().value()), processors())) {
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
