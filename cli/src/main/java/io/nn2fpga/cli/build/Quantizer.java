package io.nn2fpga.cli.build;

import io.nn2fpga.cli.project.QuantizationFile;
import io.nn2fpga.cli.project.QuantizationFile.Quantization;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.lower.LayerNote;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.pass.PassManager;
import io.nn2fpga.pass.Verifier;
import io.nn2fpga.precision.CostModel;
import io.nn2fpga.precision.PrecisionSearch;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.precision.Trial;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Post-training quantization: what calibration sees, from the cache where it is known; the search
 * for bits; ranges, corrections and the integer network. Or all of that as a file says.
 */
final class Quantizer {
  /** Samples that a search for bits measures on, at most. */
  private static final int SEARCH_SAMPLES = 500;

  private final ModelRequest request;
  private final ImportedModel model;
  private final NetworkParts parts;
  private final SampleFile calibrationData;
  private final CalibrationCache cache;
  private final @Nullable CostModel cost;
  private final StageLog log;
  private final boolean verifyPasses;
  private final List<String> notes = new ArrayList<>();

  /**
   * A quantizer.
   *
   * @param cost what the search for bits chooses by; null for bit operations
   */
  Quantizer(
      ModelRequest request,
      ImportedModel model,
      NetworkParts parts,
      SampleFile calibrationData,
      CalibrationCache cache,
      @Nullable CostModel cost,
      StageLog log,
      boolean verifyPasses) {
    this.request = request;
    this.model = model;
    this.parts = parts;
    this.calibrationData = calibrationData;
    this.cache = cache;
    this.cost = cost;
    this.log = log;
    this.verifyPasses = verifyPasses;
  }

  /**
   * A quantized network and what it was quantized by.
   *
   * @param simplified the float network as it was quantized
   * @param chosen what the quantization file holds; null for a model that came quantized
   * @param summary widths and where they come from, in one line
   */
  record Result(
      Graph simplified, QuantizedModel model, @Nullable Quantization chosen, String summary) {
    /** What was chosen for a float model. */
    Quantization requireChosen() {
      return Objects.requireNonNull(chosen, "the model came quantized");
    }
  }

  /**
   * Quantizes.
   *
   * @param test samples that the search for bits measures on; null: the calibration samples
   * @param labels their classes, or null
   */
  Result run(@Nullable SampleFile test, int @Nullable [] labels) {
    if (model.isQuantized()) {
      return asItIs();
    }
    Path file = request.quantizationFile();
    QuantizationMethod method = file == null ? request.method() : QuantizationFile.method(file);
    Graph simplified = simplify(method);
    Quantization chosen =
        file == null
            ? choose(simplified, method, test, labels)
            : QuantizationFile.read(file, simplified);
    QuantizedModel quantized =
        Pipelines.quantize(simplified, chosen.calibration(), options(chosen.bits(), method));
    if (verifyPasses) {
      Verifier.verify(quantized.graph(), "quantization");
    }
    String summary =
        file == null
            ? widths(quantized) + ", ranges from " + String.join("; ", notes)
            : widths(quantized) + ", replayed from " + file;
    QuantizedModel complete = parts.plan().complete(quantized);
    String host = PartitionSummary.of(parts.plan(), complete).text();
    return new Result(simplified, complete, chosen, summary + host);
  }

  private QuantizationOptions options(BitWidths bits, QuantizationMethod method) {
    return request.quantization(bits, method, parts.plan());
  }

  /** The codes of a model that came quantized. */
  private Result asItIs() {
    PassManager passes = Pipelines.quantizedSimplification();
    Graph simplified =
        verifyPasses
            ? passes.run(parts.plan().region(), PassManager.Observer.verifying())
            : passes.run(parts.plan().region());
    Preprocessing preprocessing = request.preprocessing();
    QuantizedModel lowered = parts.lowered();
    QuantizedModel region =
        preprocessing == null || parts.plan().hasHead() ? lowered : lowered.with(preprocessing);
    QuantizedModel quantized = parts.plan().complete(region);
    if (verifyPasses) {
      Verifier.verify(quantized.graph(), "quantization");
    }
    String host = PartitionSummary.of(parts.plan(), quantized).text();
    return new Result(
        simplified, quantized, null, widths(quantized) + ", as the model says" + host);
  }

  private Graph simplify(QuantizationMethod method) {
    PassManager passes = Pipelines.simplification(method);
    if (!verifyPasses) {
      return passes.run(parts.plan().region());
    }
    Verifier.verify(parts.plan().region(), "import");
    return passes.run(parts.plan().region(), PassManager.Observer.verifying());
  }

  private Quantization choose(
      Graph simplified,
      QuantizationMethod method,
      @Nullable SampleFile test,
      int @Nullable [] labels) {
    int count = Math.min(request.calibrationSamples(), calibrationData.count());
    String key = statisticsKey(simplified, method, count);
    CalibrationCache.Lookup<CalibrationStatistics> seen =
        cache.statistics(key, () -> observe(simplified, method, count));
    notes.add(String.format(Locale.ROOT, "%,d samples", count));
    notes.add(
        seen.cached()
            ? "calibration: 0 inferences (cached)"
            : String.format(Locale.ROOT, "calibration: %,d inferences", count));
    if (method.equalize()) {
      notes.add("equalized: " + equalizedLayers(simplified) + " layers");
    }
    BitWidths bits = request.bits();
    TradeOff tradeOff = null;
    if (request.maxAccuracyLoss() != null) {
      tradeOff = search(simplified, seen.value(), options(bits, method), test, labels);
      bits = bits.withLayers(tradeOff.chosen().layers());
    }
    QuantizationOptions options = options(bits, method);
    Calibration ranges = Pipelines.calibrate(simplified, seen.value(), options);
    if (method.biasCorrection()) {
      ranges = corrected(simplified, seen.value(), ranges, options, key);
    } else {
      notes.add("no bias correction");
    }
    return new Quantization(bits, ranges, method, tradeOff);
  }

  private static long equalizedLayers(Graph simplified) {
    return simplified.nodes().stream()
        .filter(n -> n.inputs().stream().anyMatch(Pipelines::isEqualized))
        .count();
  }

  private CalibrationStatistics observe(Graph simplified, QuantizationMethod method, int count) {
    List<String> observed = Pipelines.observed(simplified);
    // the model's own runtime knows nothing of equalized values, and hybrid kernels round
    try (FloatExecutor executor =
        method.equalize() || model.isHybrid()
            ? new NnInterpreter(simplified, observed)
            : ModelFile.executor(model, observed, Runtime.getRuntime().availableProcessors())) {
      // the model itself takes its own input, and computes the region's values on the way
      List<FloatTensor> samples = calibrationData.modelInputs(count);
      return Pipelines.statistics(
          simplified, executor, method.equalize() ? parts.enter(samples) : samples);
    }
  }

  /** All that statistics depend on; calibrators and bits are applied to them afterwards. */
  private String statisticsKey(Graph simplified, QuantizationMethod method, int count) {
    return CalibrationCache.key(
        model.bytes(),
        bytes(Objects.requireNonNull(request.calibration())),
        count,
        String.valueOf(request.preprocessing()),
        request.rawFloats(),
        method.equalize(),
        Pipelines.observed(simplified));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Calibration corrected(
      Graph simplified,
      CalibrationStatistics statistics,
      Calibration ranges,
      QuantizationOptions options,
      String statisticsKey) {
    String key =
        CalibrationCache.key(
            statisticsKey,
            options.method(),
            options.preprocessing(),
            options.rawBytes(),
            options.bits().weights(),
            options.bits().activations(),
            options.bits().input(),
            options.bits().output(),
            new TreeMap<>(options.bits().layers()),
            new TreeMap<>(ranges.ranges()));
    CalibrationCache.Lookup<Map<String, List<Double>>> corrections =
        cache.corrections(
            key,
            () ->
                Pipelines.correctBiases(
                        simplified,
                        ranges,
                        statistics,
                        options,
                        parts.enter(calibrationData.modelInputs(statistics.samples())))
                    .biasCorrections());
    notes.add(
        corrections.cached()
            ? "bias correction: 0 integer inferences (cached)"
            : String.format(
                Locale.ROOT,
                "bias correction: %d layers on %,d samples",
                corrections.value().size(),
                statistics.samples()));
    return ranges.withBiasCorrections(corrections.value());
  }

  private TradeOff search(
      Graph simplified,
      CalibrationStatistics statistics,
      QuantizationOptions options,
      @Nullable SampleFile test,
      int @Nullable [] labels) {
    SampleFile data = test == null ? calibrationData : test;
    List<Integer> places = searchPlaces(data.count(), test != null);
    List<FloatTensor> samples = places.stream().map(data::modelInput).toList();
    int[] classes =
        test == null || labels == null ? null : places.stream().mapToInt(i -> labels[i]).toArray();
    TradeOff found =
        PrecisionSearch.run(
            new Trial(
                simplified,
                statistics,
                options,
                options.method().biasCorrection()
                    ? parts.enter(calibrationData.modelInputs(statistics.samples()))
                    : List.of(),
                parts.enter(samples),
                (i, result) -> parts.finish(samples.get(i), result),
                classes),
            cost,
            Objects.requireNonNull(request.maxAccuracyLoss()),
            log::detail);
    notes.add(
        String.format(
            Locale.ROOT,
            "mixed precision: %.1f %% of the %s, loss %.2f points on %,d samples",
            100 * found.chosen().cost() / found.start().cost(),
            found.unit(),
            found.chosen().loss(),
            found.samples()));
    return found;
  }

  /**
   * Every other sample of test data, so that the rest tells what the search did not see; all of the
   * calibration data.
   */
  static List<Integer> searchPlaces(int count, boolean test) {
    return IntStream.range(0, count)
        .filter(i -> !test || count == 1 || i % 2 == 0)
        .limit(SEARCH_SAMPLES)
        .boxed()
        .toList();
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
}
