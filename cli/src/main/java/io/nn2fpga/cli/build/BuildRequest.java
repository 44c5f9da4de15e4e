package io.nn2fpga.cli.build;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.cli.project.Project;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Preprocessing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A project with everything decided that a build needs.
 *
 * @param name name of the design
 * @param model the model file
 * @param preprocessing null if the project has none
 * @param rawFloats whether floating-point data files hold raw bytes, not the model's input
 * @param calibration the file with calibration samples
 * @param calibrationSamples how many of them are used
 * @param test labelled or unlabelled test samples, or null
 * @param labels class numbers, or null
 * @param board the board
 * @param bits of weights and activations
 * @param quantizationFile bits and ranges to replay, or null
 * @param clockMhz the clock to assume
 * @param utilization share of the board that may be used
 * @param targetFps frames a second to reach, or null
 * @param schedule a schedule to replay, or null
 * @param verifySamples frames to verify with
 * @param customOperators files of operators in Einstein notation
 */
public record BuildRequest(
    String name,
    Path model,
    @Nullable Preprocessing preprocessing,
    boolean rawFloats,
    Path calibration,
    int calibrationSamples,
    @Nullable Path test,
    @Nullable Path labels,
    Board board,
    BitWidths bits,
    @Nullable Path quantizationFile,
    double clockMhz,
    double utilization,
    @Nullable Double targetFps,
    @Nullable Path schedule,
    int verifySamples,
    List<Path> customOperators) {

  /** Copies the list. */
  public BuildRequest {
    customOperators = List.copyOf(customOperators);
  }

  private static final int CALIBRATION_SAMPLES = 200;
  private static final int VERIFY_SAMPLES = 16;
  private static final double UTILIZATION = 0.5;

  /**
   * Completes a project with defaults. A board is a described one's name, or a descriptor file of
   * the user's own, which ends in {@code .json}.
   *
   * @throws DiagnosticException if something that has no default is missing, or the board is not
   *     known; all problems together
   */
  public static BuildRequest of(Project project) {
    Diagnostics problems = new Diagnostics();
    Path model = project.model();
    if (model == null) {
      problems.add(missing("model", "name one: './nn2fpga build MODEL.onnx', or 'model:'"));
    }
    Board board = board(project.board(), problems);
    Project.Calibration calibration = project.calibration();
    Path calibrationData = calibration == null ? null : calibration.data();
    if (calibrationData == null) {
      problems.add(
          missing(
              "calibration data",
              "give typical inputs, from which the activations' ranges are taken: --calibrate"
                  + " X.npy, or 'calibration: {data: X.npy}'"));
    }
    Project.Test test = project.test();
    if (test != null && test.labels() != null && test.data() == null) {
      problems.add(missing("test data", "labels alone say nothing: add --test X.npy"));
    }
    problems.throwIfAny();
    return complete(
        project,
        Objects.requireNonNull(model),
        Objects.requireNonNull(board),
        Objects.requireNonNull(calibrationData));
  }

  private static BuildRequest complete(Project project, Path model, Board board, Path data) {
    Project.Calibration calibration = project.calibration();
    Project.Test test = project.test();
    Project.Target target = project.target();
    Project.Verify verify = project.verify();
    return new BuildRequest(
        project.name() != null ? project.name() : defaultName(model),
        model,
        preprocessing(project.preprocess()),
        project.preprocess() != null && "raw".equals(project.preprocess().floats()),
        data,
        or(calibration == null ? null : calibration.samples(), CALIBRATION_SAMPLES),
        test == null ? null : test.data(),
        test == null ? null : test.labels(),
        board,
        bits(project.bits()),
        project.quantization(),
        or(target == null ? null : target.clockMhz(), board.clockMhz()),
        utilization(target),
        target == null ? null : target.fps(),
        project.schedule(),
        or(verify == null ? null : verify.samples(), VERIFY_SAMPLES),
        or(project.customOperators(), List.of()));
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

  /** With a rate to reach, the whole board may be used; otherwise half of it by default. */
  private static double utilization(Project.@Nullable Target target) {
    if (target == null) {
      return UTILIZATION;
    }
    return or(target.utilization(), target.fps() == null ? UTILIZATION : 1.0);
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }

  private static @Nullable Board board(@Nullable String name, Diagnostics problems) {
    if (name == null) {
      problems.add(
          missing(
              "board", "name one: --board zcu104; known: " + String.join(", ", Boards.names())));
      return null;
    }
    try {
      return name.endsWith(".json") ? Boards.load(Path.of(name)) : Boards.find(name);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(problems::add);
      return null;
    }
  }

  private static Diagnostic missing(String what, String hint) {
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

  /** What quantization needs to know. */
  QuantizationOptions quantization() {
    return quantization(bits);
  }

  /** The same with other bits. */
  QuantizationOptions quantization(BitWidths chosen) {
    return new QuantizationOptions(
        chosen, preprocessing == null ? Preprocessing.NONE : preprocessing, preprocessing != null);
  }
}
