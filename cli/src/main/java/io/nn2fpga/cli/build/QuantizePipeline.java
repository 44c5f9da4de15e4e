package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.QuantizationFile;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.precision.LossAnalysis;
import io.nn2fpga.quant.QuantizationMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Quantization on its own: what {@code quantize} and {@code evaluate} do. */
public final class QuantizePipeline {
  private final ModelRequest request;
  private final @Nullable BuildRequest board;
  private final Path calibrationCache;
  private final StageLog log;

  /**
   * A pipeline.
   *
   * @param board the same request with a board, by whose resources a search for bits chooses; null
   *     for bit operations
   * @param calibrationCache folder of what calibration found out before
   * @param log told of each stage
   */
  public QuantizePipeline(
      ModelRequest request, @Nullable BuildRequest board, Path calibrationCache, StageLog log) {
    this.request = request;
    this.board = board;
    this.calibrationCache = calibrationCache;
    this.log = log;
  }

  /**
   * Quantizes, measures, and writes {@code quantization.yaml} and {@code quantization.json}.
   *
   * @param target the folder for both; made if it is not there
   * @throws io.nn2fpga.diag.DiagnosticException if the input is wrong, or nothing can be written
   */
  public QuantizeReport run(Path target) {
    FrontEnd front = frontEnd();
    FrontEnd.Loaded loaded = loadFloat(front);
    Quantizer.Result result = front.quantize(loaded, board == null ? null : new FoldedCost(board));
    QuantizeReport report = analyse(front, loaded, result);
    write(
        target,
        "quantization.yaml",
        QuantizationFile.write(result.model(), result.requireChosen()));
    write(target, "quantization.json", report.toJson());
    return report;
  }

  /**
   * Measures a float model against what quantization makes of it, and a model that came quantized
   * against its integer network; writes nothing.
   */
  public EvaluationReport evaluate() {
    FrontEnd front = frontEnd();
    FrontEnd.Loaded loaded = front.load();
    if (!loaded.model().isQuantized()) {
      return analyse(front, loaded, front.quantize(loaded, null));
    }
    if (request.test() == null && request.calibration() == null) {
      throw new DiagnosticException(
          ModelRequest.missing("samples", "give some to measure on: --data X.npy"));
    }
    Quantizer.Result result = front.quantize(loaded, null);
    return log.run(
        "analyse",
        () -> {
          AgreementReport report =
              new AgreementMeasurement(loaded, result, loaded.verification())
                  .run(front.labels(loaded));
          log.detail(String.format(Locale.ROOT, "%,d samples", report.samples()));
          return report;
        });
  }

  /** Reads the model, which has to be one of real numbers. */
  private FrontEnd.Loaded loadFloat(FrontEnd front) {
    FrontEnd.Loaded loaded = front.load();
    if (loaded.model().isQuantized()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "the model is quantized already",
              request.model().toString(),
              "there is nothing to choose: build it as it is, or measure it with"
                  + " './nn2fpga evaluate MODEL --data X.npy --labels Y.npy'"));
    }
    return loaded;
  }

  private FrontEnd frontEnd() {
    return new FrontEnd(request, new CalibrationCache(calibrationCache), log, false);
  }

  /** On test data that a search for bits did not see; else on all test, or calibration, samples. */
  private QuantizeReport analyse(FrontEnd front, FrontEnd.Loaded loaded, Quantizer.Result result) {
    return log.run(
        "analyse",
        () -> {
          SampleFile data = loaded.verification();
          boolean heldOut = loaded.test() != null && request.maxAccuracyLoss() != null;
          List<Integer> searched = heldOut ? Quantizer.searchPlaces(data.count(), true) : List.of();
          List<Integer> places =
              IntStream.range(0, data.count())
                  .filter(
                      i ->
                          searched.isEmpty()
                              || searched.size() == data.count()
                              || !searched.contains(i))
                  .boxed()
                  .toList();
          int[] all = front.labels(loaded);
          int[] labels = all == null ? null : places.stream().mapToInt(i -> all[i]).toArray();
          QuantizationMethod method = result.requireChosen().method();
          List<FloatTensor> samples = places.stream().map(data::modelInput).toList();
          LossAnalysis analysis =
              LossAnalysis.of(
                  result.simplified(),
                  result.model(),
                  request.quantization(
                      result.requireChosen().bits(), method, loaded.parts().plan()),
                  loaded.parts().enter(samples),
                  (i, output) -> loaded.parts().finish(samples.get(i), output),
                  labels);
          log.detail(
              places.size() + (heldOut ? " samples that the search did not see" : " samples"));
          return QuantizeReport.of(
              result.model(),
              result.requireChosen(),
              analysis,
              labels,
              LabelFile.classes(loaded.model().graph()));
        });
  }

  private static void write(Path folder, String file, String text) {
    try {
      Files.createDirectories(folder);
      Path beside = Files.writeString(folder.resolve("." + file + ".part"), text);
      Files.move(beside, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DiagnosticException(BuildDirectory.unwritable(e));
    }
  }
}
