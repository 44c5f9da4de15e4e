package io.nn2fpga.cli.evaluate;

import io.nn2fpga.cli.Session;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the evaluate command that compare a model's results with expected ones. */
public final class ExpectedOutput {
  /** Levels that compute results. */
  enum EvaluatedLevel {
    nn(Level.NN),
    integer(Level.INT) {
      @Override
      public String toString() {
        return "int";
      }
    };

    private final Level level;

    EvaluatedLevel(Level level) {
      this.level = level;
    }
  }

  @Option(
      names = "--input",
      paramLabel = "X.npy",
      description = "Samples of the model's input; axis 0 counts them.")
  private @Nullable Path input;

  @Option(
      names = "--expect",
      paramLabel = "Y.npy",
      description = "The outputs that the model is expected to give for them.")
  private @Nullable Path expected;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      description =
          "What computes the outputs. nn: the imported model's operators; int: the integer network"
              + " of a quantized model, as the hardware computes it. Default: int for quantized"
              + " models, else nn.")
  private @Nullable Level level;

  @Option(
      names = "--tolerance",
      paramLabel = "T",
      description =
          "Largest difference that passes. Default: none for TFLite's codes; for other quantized"
              + " models the same class; for real numbers 1e-4 and a thousandth.")
  private @Nullable Double tolerance;

  /** Reads a level by its name. */
  static final class LevelConverter implements picocli.CommandLine.ITypeConverter<Level> {
    @Override
    public Level convert(String word) {
      for (EvaluatedLevel known : EvaluatedLevel.values()) {
        if (known.toString().equals(word)) {
          return known.level;
        }
      }
      throw new picocli.CommandLine.TypeConversionException("'" + word + "' is not nn or int");
    }
  }

  /** Whether samples with expected outputs are given. */
  public boolean isGiven() {
    return input != null || expected != null;
  }

  /**
   * Compares, and prints how the results differ.
   *
   * @param model the model's file
   * @param reading how it is read
   * @return the exit code: 1 if they differ by more than is allowed
   */
  public int run(Session session, Path model, ReadOptions reading) {
    if (input == null || expected == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              (input == null ? "--expect" : "--input") + " is given alone",
              "give both: --input X.npy --expect Y.npy"));
    }
    ImportedModel imported = ModelFile.read(model, reading);
    Level chosen = level == null ? defaultLevel(imported) : level;
    ModelRun run = run(imported, chosen);
    Comparison comparison =
        compare(imported, run, session.path(input), session.path(Objects.requireNonNull(expected)));
    GoldenRule rule = GoldenRule.of(imported, tolerance);
    boolean passed = rule.holds(comparison, tolerance);
    print(session.out(), imported, chosen, comparison);
    session.out().println((passed ? "passed: " : "failed: ") + rule.words(tolerance));
    return passed ? 0 : 1;
  }

  private static Level defaultLevel(ImportedModel model) {
    return model.isQuantized() ? Level.INT : Level.NN;
  }

  private static ModelRun run(ImportedModel model, Level level) {
    if (level == Level.NN) {
      return ModelRun.nn(model);
    }
    if (!model.isQuantized()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "a float model has no integer form of its own",
              model.path().toString(),
              "compare at --level nn, or measure what quantization costs with --data"));
    }
    return ModelRun.integers(model);
  }

  private static Comparison compare(
      ImportedModel model, ModelRun run, Path inputFile, Path expectedFile) {
    NpyArray inputs = NpyFile.read(inputFile);
    NpyArray outputs = NpyFile.read(expectedFile);
    TensorType type = model.inputType();
    require(inputFile, inputs, type, inputs.samples());
    String output = model.graph().outputs().get(0);
    require(expectedFile, outputs, model.graph().value(output).tensor(), inputs.samples());
    List<Comparison> all =
        IntStream.range(0, inputs.samples())
            .parallel()
            .mapToObj(i -> Comparison.of(run.run(sample(type, inputs, i)), outputs.floats(i)))
            .toList();
    return all.stream().reduce(Comparison.NONE, Comparison::plus);
  }

  /** Axis 0 counts samples; the rest has as many elements as the tensor. */
  private static void require(Path file, NpyArray array, TensorType type, int samples) {
    boolean fits =
        !array.shape().isEmpty()
            && array.samples() == samples
            && samples > 0
            && array.sampleSize() == type.size();
    if (!fits) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.DATA_SHAPE,
              "data of shape " + array.shape() + " for " + samples + " samples of " + type,
              file.toString(),
              "axis 0 counts samples; both files have as many"));
    }
  }

  private static Tensor sample(TensorType type, NpyArray inputs, int index) {
    if (!(type.element() instanceof IntegerElement element)) {
      return new FloatTensor(type, inputs.floats(index));
    }
    int[] codes = new int[type.size()];
    float[] numbers = inputs.floats(index);
    for (int i = 0; i < codes.length; i++) {
      if (numbers[i] != Math.rint(numbers[i]) || !element.holds((long) numbers[i])) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.DATA_TYPE,
                "the number " + numbers[i] + " in sample " + index + " is no code of " + element,
                "input of the model",
                "give samples as the model takes them: codes"));
      }
      codes[i] = (int) numbers[i];
    }
    return new IntTensor(type, codes);
  }

  private static void print(
      PrintWriter out, ImportedModel model, Level level, Comparison comparison) {
    out.printf(
        Locale.ROOT,
        "%s, %s at level %s%n",
        model.path(),
        model.isQuantized() ? model.format() + ", quantized" : model.format(),
        level.name().toLowerCase(Locale.ROOT));
    out.printf(Locale.ROOT, "  samples             %,d%n", comparison.samples());
    out.printf(Locale.ROOT, "  largest difference  %.6g%n", comparison.largest());
    out.printf(
        Locale.ROOT,
        "  values that differ  %,d of %,d (%.2f %%)%n",
        comparison.different(),
        comparison.values(),
        100.0 * comparison.different() / comparison.values());
    if (comparison.values() > comparison.samples()) {
      out.printf(
          Locale.ROOT,
          "  same top-1          %,d of %,d%n",
          comparison.sameTop(),
          comparison.samples());
    }
  }
}
