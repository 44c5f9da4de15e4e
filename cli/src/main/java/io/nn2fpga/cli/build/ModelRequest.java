package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.PartitionChoice;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.partition.PartitionPlan;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibrator;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model, its data and how it is quantized: what everything needs that runs before a board
 * matters.
 *
 * @param name name of the design
 * @param model the model file
 * @param preprocessing null if the project has none
 * @param rawFloats whether floating-point data files hold raw bytes, not the model's input
 * @param calibration the file with calibration samples; null if there is none, which quantized
 *     models do with
 * @param calibrationSamples how many of them are used
 * @param test labelled or unlabelled test samples, or null
 * @param labels class numbers, or null
 * @param bits of weights and activations
 * @param method how numbers become codes
 * @param maxAccuracyLoss points that a search for bits of each layer may lose; null: no search
 * @param quantizationFile bits and ranges to replay, or null
 * @param reading how the model file is read
 * @param partition what is done with what has no hardware form
 */
public record ModelRequest(
    String name,
    Path model,
    @Nullable Preprocessing preprocessing,
    boolean rawFloats,
    @Nullable Path calibration,
    int calibrationSamples,
    @Nullable Path test,
    @Nullable Path labels,
    BitWidths bits,
    QuantizationMethod method,
    @Nullable Double maxAccuracyLoss,
    @Nullable Path quantizationFile,
    ReadOptions reading,
    PartitionChoice partition) {

  private static final int CALIBRATION_SAMPLES = 200;
  private static final double MAX_ACCURACY_LOSS = 1;

  /**
   * Completes a project with defaults.
   *
   * @throws DiagnosticException if something that has no default is missing; all problems together
   */
  public static ModelRequest of(Project project) {
    Diagnostics problems = new Diagnostics();
    checkModel(project, problems);
    checkData(project, problems);
    problems.throwIfAny();
    return complete(project);
  }

  /** Adds a problem if no model is named. */
  static void checkModel(Project project, Diagnostics problems) {
    if (project.model() == null) {
      problems.add(missing("model", "name one: './nn2fpga build MODEL.onnx', or 'model:'"));
    }
  }

  /** Adds a problem for all data that have no default and are missing. */
  static void checkData(Project project, Diagnostics problems) {
    Project.Calibration calibration = project.calibration();
    // Alone it is no problem yet: a quantized model needs none, which its file says.
    boolean calibrated = calibration != null && calibration.data() != null;
    Diagnostics others = new Diagnostics();
    checkTest(project, others);
    if (!calibrated && !(problems.isEmpty() && others.isEmpty())) {
      problems.add(noCalibration());
    }
    checkTest(project, problems);
  }

  /** What a float model without calibration data is told. */
  static Diagnostic noCalibration() {
    return missing(
        "calibration data",
        "give typical inputs, from which the activations' ranges are taken: --calibrate"
            + " X.npy, or 'calibration: {data: X.npy}'");
  }

  private static void checkTest(Project project, Diagnostics problems) {
    Project.Test test = project.test();
    if (test != null && test.labels() != null && test.data() == null) {
      problems.add(missing("test data", "labels alone say nothing: add --test X.npy"));
    }
  }

  /** A project in which nothing is missing. */
  static ModelRequest complete(Project project) {
    Path model = Objects.requireNonNull(project.model());
    Project.Calibration calibration = project.calibration();
    Project.Test test = project.test();
    Project.Quantize quantize = project.quantize();
    return new ModelRequest(
        project.name() != null ? project.name() : defaultName(model),
        model,
        preprocessing(project.preprocess()),
        project.preprocess() != null && "raw".equals(project.preprocess().floats()),
        calibration == null ? null : calibration.data(),
        or(calibration == null ? null : calibration.samples(), CALIBRATION_SAMPLES),
        test == null ? null : test.data(),
        test == null ? null : test.labels(),
        bits(project.bits()),
        method(quantize),
        maxAccuracyLoss(quantize),
        project.quantization(),
        reading(project),
        PartitionChoice.of(project.partition()));
  }

  /**
   * How a project's model file is read.
   *
   * @param project checked, so that its kernel set is known
   */
  public static ReadOptions reading(Project project) {
    KernelSet kernels =
        project.tfliteKernels() == null ? null : KernelSet.tflite(project.tfliteKernels());
    return new ReadOptions(or(kernels, KernelSet.TFLITE_XNNPACK))
        .withCustomOperators(or(project.customOperators(), List.of()));
  }

  private static QuantizationMethod method(Project.@Nullable Quantize given) {
    if (given == null) {
      return QuantizationMethod.DEFAULT;
    }
    String calibrator = given.calibrator();
    return new QuantizationMethod(
        calibrator == null ? Calibrator.AUTO : Calibrator.of(calibrator),
        or(given.percentile(), QuantizationMethod.PERCENTILE),
        "per-tensor".equals(given.weights()),
        "symmetric".equals(given.activations()),
        or(given.powerOfTwoScales(), false),
        or(given.biasCorrection(), QuantizationMethod.DEFAULT.biasCorrection()),
        or(given.equalize(), false));
  }

  private static @Nullable Double maxAccuracyLoss(Project.@Nullable Quantize given) {
    return given != null && or(given.mixedPrecision(), false)
        ? or(given.maxAccuracyLoss(), MAX_ACCURACY_LOSS)
        : null;
  }

  private static BitWidths bits(Project.@Nullable Bits given) {
    if (given == null) {
      return BitWidths.uniform(BitWidths.MOST, BitWidths.MOST);
    }
    Map<String, BitWidths.Layer> layers = new LinkedHashMap<>();
    if (given.layers() != null) {
      given
          .layers()
          .forEach(
              (name, own) -> {
                if (own != null) {
                  layers.put(name, new BitWidths.Layer(own.weights(), own.activations()));
                }
              });
    }
    return new BitWidths(
        or(given.weights(), BitWidths.MOST),
        or(given.activations(), BitWidths.MOST),
        or(given.input(), BitWidths.MOST),
        or(given.output(), BitWidths.MOST),
        layers);
  }

  static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  static Diagnostic missing(String what, String hint) {
    return Diagnostic.of(Code.PROJECT_FILE, "no " + what + " given", hint);
  }

  private static @Nullable Preprocessing preprocessing(Project.@Nullable Preprocess given) {
    if (given == null) {
      return null;
    }
    String layout = given.layout();
    return new Preprocessing(
        or(given.scale(), 1.0),
        or(given.mean(), List.of()),
        or(given.std(), List.of()),
        layout == null ? null : DataLayout.valueOf(layout.toUpperCase(Locale.ROOT)));
  }

  /** {@code model.onnx} and the like say nothing: then the folder's name. */
  public static String defaultName(Path model) {
    String stem = String.valueOf(model.getFileName()).replaceFirst("\\.[^.]+$", "");
    Path folder = model.toAbsolutePath().getParent();
    return stem.equals("model") && folder != null && folder.getFileName() != null
        ? folder.getFileName().toString()
        : stem;
  }

  /**
   * What quantization needs to know, for some bits and a method.
   *
   * @param plan of a network whose input the accelerator takes, or the host, which then does what
   *     there is to preprocess
   */
  QuantizationOptions quantization(
      BitWidths chosenBits, QuantizationMethod chosenMethod, PartitionPlan plan) {
    if (plan.hasHead()) {
      return new QuantizationOptions(chosenBits, Preprocessing.NONE, false, chosenMethod);
    }
    return new QuantizationOptions(
        chosenBits,
        preprocessing == null ? Preprocessing.NONE : preprocessing,
        preprocessing != null,
        chosenMethod);
  }
}
