package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code quantize} and {@code evaluate} on the example perceptron and a few digits. */
class QuantizeCommandTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String EXAMPLES = ROOT.resolve("examples").toString();
  private static final int SAMPLES = 120;

  @TempDir Path folder;

  private CommandLineRun run(String... args) {
    return CommandLineRun.of(Map.of("HOME", folder.toString()), folder, args);
  }

  /** The first digits with their labels. */
  private void digits() throws IOException {
    NpyArray images = NpyFile.read(Path.of(EXAMPLES, "data/mnist/images.npy"));
    NpyArray labels = NpyFile.read(Path.of(EXAMPLES, "data/mnist/labels.npy"));
    byte[] bytes = new byte[SAMPLES * 28 * 28];
    int[] classes = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      int[] image = images.ints(i);
      for (int k = 0; k < image.length; k++) {
        bytes[i * image.length + k] = (byte) image[k];
      }
      classes[i] = labels.ints(i)[0];
    }
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofBytes(bytes, SAMPLES, 1, 28, 28));
    NpyFile.write(folder.resolve("y.npy"), NpyArray.ofInts(classes, SAMPLES));
  }

  private CommandLineRun quantize(String... options) {
    return quantizeModel("mnist-mlp", options);
  }

  private CommandLineRun quantizeModel(String example, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "quantize",
                EXAMPLES + "/" + example + "/model.onnx",
                "--calibrate=x.npy",
                "--test=x.npy",
                "--labels=y.npy"));
    if (Stream.of(options).noneMatch(option -> option.startsWith("--scale"))) {
      args.add("--scale=0.00392156862745098");
    }
    args.addAll(Arrays.asList(options));
    return run(args.toArray(String[]::new));
  }

  private static void assertOk(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void aSecondRunDoesNoInferenceWhateverTheCalibratorAndBits() throws IOException {
    digits();
    CommandLineRun first = quantize("--output=a");
    assertOk(first);
    assertThat(first.out()).contains("calibration: 120 inferences").contains("top-1 float");
    CommandLineRun second = quantize("--output=b");
    assertThat(second.out()).contains("calibration: 0 inferences (cached)");
    assertThat(folder.resolve("b/quantization.yaml"))
        .hasSameTextualContentAs(folder.resolve("a/quantization.yaml"));
    assertThat(quantize("--calibrator=entropy", "--bits=5", "--output=c").out())
        .contains("calibration: 0 inferences (cached)");
    // other samples, another entry
    assertThat(quantize("--scale=0.004", "--output=d").out())
        .contains("calibration: 120 inferences");
  }

  @Test
  void aDamagedCacheEntryIsReplaced() throws IOException {
    digits();
    assertOk(quantize("--output=a", "--calibration-cache=cache"));
    List<Path> entries;
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      entries = files.toList();
    }
    assertThat(entries).as("statistics and corrections").hasSize(2);
    List<String> computed = new ArrayList<>();
    for (Path entry : entries) {
      byte[] whole = Files.readAllBytes(entry);
      for (int damage = 0; damage < 3; damage++) {
        byte[] bytes = damage == 0 ? Arrays.copyOf(whole, whole.length / 2) : whole.clone();
        if (damage > 0) {
          bytes[damage == 1 ? whole.length / 2 : 1] ^= 0x10;
        }
        Files.write(entry, bytes);
        CommandLineRun again = quantize("--output=b", "--calibration-cache=cache");
        assertOk(again);
        computed.add(
            again.out().contains("calibration: 120 inferences") ? "statistics" : "corrections");
        assertThat(again.out())
            .containsPattern("calibration: 120 inferences|correction: 3 layers on 120 samples");
        assertThat(Files.readAllBytes(entry)).isEqualTo(whole);
      }
    }
    assertThat(computed)
        .containsExactlyInAnyOrder(
            "statistics", "statistics", "statistics", "corrections", "corrections", "corrections");
  }

  @Test
  void everyMethodIsReplayedBitForBit() throws IOException {
    digits();
    CommandLineRun run =
        quantize(
            "--output=a",
            "--calibrator=percentile",
            "--percentile=99.9",
            "--weights=per-tensor",
            "--activations=symmetric",
            "--power-of-two-scales",
            "--equalize",
            "--bits=6");
    assertOk(run);
    assertThat(run.out()).contains("equalized: 3 layers");
    Path file = folder.resolve("a/quantization.yaml");
    assertThat(Files.readString(file)).contains("equalize: true").contains("bias_correction:\n");
    CommandLineRun replay = quantize("--output=b", "--quantization=a/quantization.yaml");
    assertOk(replay);
    assertThat(replay.out()).contains("replayed from");
    assertThat(folder.resolve("b/quantization.yaml")).hasSameTextualContentAs(file);
    // the report holds errors of every layer and every class: equal only for equal networks
    assertThat(folder.resolve("b/quantization.json"))
        .hasSameTextualContentAs(folder.resolve("a/quantization.json"));
  }

  @Test
  void correctionsAreCachedToo() throws IOException {
    digits();
    assertThat(quantize("--output=a", "--bits=4").out())
        .contains("bias correction: 3 layers on 120 samples");
    assertThat(quantize("--output=a", "--bits=4").out())
        .contains("calibration: 0 inferences (cached)")
        .contains("bias correction: 0 integer inferences (cached)");
    // other bits, other corrections of the same statistics
    assertThat(quantize("--output=a", "--bits=5").out())
        .contains("calibration: 0 inferences (cached)")
        .contains("bias correction: 3 layers on 120 samples");
  }

  private JsonNode method(String directory) throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve(directory).resolve("quantization.json").toFile())
        .path("method");
  }

  @Test
  void biasesAreCorrectedUnlessTheUserSaysNo() throws IOException {
    digits();
    assertOk(quantize("--output=default"));
    assertOk(quantize("--output=asked", "--bias-correction"));
    CommandLineRun without = quantize("--output=without", "--no-bias-correction");
    assertOk(without);
    assertThat(without.out()).contains("; no bias correction").doesNotContain("on 120 samples");
    String text = Files.readString(folder.resolve("default/quantization.yaml"));
    assertThat(text).contains("bias_correction: true").contains("bias_correction:\n    - ");
    assertThat(folder.resolve("asked/quantization.yaml")).hasContent(text);
    assertThat(Files.readString(folder.resolve("without/quantization.yaml")))
        .contains("bias_correction: false")
        .doesNotContain("bias_correction:\n");
    assertThat(method("default").path("biasCorrection").asBoolean()).isTrue();
    assertThat(method("without").path("biasCorrection").isBoolean()).isTrue();
    assertThat(method("without").path("biasCorrection").asBoolean()).isFalse();
  }

  @Test
  void aProjectLeavesBiasesAsTheyAreAndTheCommandLineWins() throws IOException {
    digits();
    Files.writeString(
        folder.resolve("nn2fpga.yaml"),
        """
        name: mlp
        model: %s/mnist-mlp/model.onnx
        preprocess: {scale: 0.00392156862745098}
        calibration: {data: x.npy}
        quantize: {bias_correction: false}
        """
            .formatted(EXAMPLES));
    assertOk(run("quantize", "--output=project"));
    assertThat(method("project").path("biasCorrection").asBoolean()).isFalse();
    assertOk(run("quantize", "--bias-correction", "--output=option"));
    assertThat(method("option").path("biasCorrection").asBoolean()).isTrue();
  }

  @Test
  void mixedPrecisionIsCheaperAndItsTradeOffIsKept() throws IOException {
    digits();
    CommandLineRun run = quantize("--output=a", "--mixed-precision", "--max-accuracy-loss=10");
    assertOk(run);
    assertThat(run.out()).contains("-> ").contains("60 samples that the search did not see");
    JsonNode found =
        new ObjectMapper()
            .readTree(folder.resolve("a/quantization.json").toFile())
            .path("tradeOff");
    assertThat(found.path("chosen").path("cost").asDouble())
        .isLessThan(0.5 * found.path("start").path("cost").asDouble());
    assertThat(found.path("chosen").path("loss").asDouble()).isLessThanOrEqualTo(10);
    double cost = Double.POSITIVE_INFINITY;
    double loss = Double.NEGATIVE_INFINITY;
    for (JsonNode point : found.path("curve")) {
      assertThat(point.path("cost").asDouble()).isLessThan(cost);
      assertThat(point.path("loss").asDouble()).isGreaterThan(loss);
      cost = point.path("cost").asDouble();
      loss = point.path("loss").asDouble();
    }
    assertThat(found.path("unit").asText()).isEqualTo("bit operations");
    // three layers of weights, two results between them
    assertThat(found.path("sensitivities")).hasSize(5);
    assertOk(quantize("--output=b", "--quantization=a/quantization.yaml"));
    assertThat(folder.resolve("b/quantization.yaml"))
        .hasSameTextualContentAs(folder.resolve("a/quantization.yaml"));
  }

  @Test
  void withABoardTheCostIsWhatActorsTakeOfIt() throws IOException {
    digits();
    CommandLineRun run =
        quantize("--output=a", "--board=zcu104", "--mixed-precision", "--max-accuracy-loss=10");
    assertOk(run);
    assertThat(run.out()).contains("share of zcu104");
    JsonNode found =
        new ObjectMapper()
            .readTree(folder.resolve("a/quantization.json").toFile())
            .path("tradeOff");
    assertThat(found.path("start").path("cost").asDouble()).isBetween(0.01, 5.0);
    assertThat(found.path("chosen").path("cost").asDouble())
        .isLessThan(found.path("start").path("cost").asDouble());
  }

  @Test
  void ofADividedNetworkTheWholeNetworksAnswersDecideAboutBits() throws IOException {
    digits();
    CommandLineRun run =
        quantizeModel(
            "attention-digits", "--output=a", "--mixed-precision", "--max-accuracy-loss=5");
    assertOk(run);
    assertThat(run.out()).contains("the host computes standardize, ");
    JsonNode written = new ObjectMapper().readTree(folder.resolve("a/quantization.json").toFile());
    JsonNode found = written.path("tradeOff");
    assertThat(found.path("metric").asText()).isEqualTo("top1");
    assertThat(found.path("start").path("loss").asDouble()).isLessThan(2);
    assertThat(found.path("chosen").path("cost").asDouble())
        .isLessThan(0.5 * found.path("start").path("cost").asDouble());
    // only the accelerator's layers have bits to be chosen
    assertThat(found.path("sensitivities").findValuesAsText("layer"))
        .isNotEmpty()
        .allMatch(layer -> layer.matches("features[12]"));
    assertThat(written.path("integerTop1").asDouble())
        .isGreaterThan(written.path("floatTop1").asDouble() - 0.12);
    assertOk(quantizeModel("attention-digits", "--output=b", "--quantization=a/quantization.yaml"));
    assertThat(folder.resolve("b/quantization.yaml"))
        .hasSameTextualContentAs(folder.resolve("a/quantization.yaml"));
  }

  @Test
  void aLossThatTheFirstNetworkExceedsIsRefused() throws IOException {
    digits();
    CommandLineRun run =
        quantize("--bits=2", "--weights=per-tensor", "--mixed-precision", "--max-accuracy-loss=0");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err())
        .startsWith("error[accuracy-unreachable]: with the most bits the network already loses")
        .contains("--max-accuracy-loss");
  }

  @Test
  void impossibleOptionsAreReportedTogether() throws IOException {
    digits();
    CommandLineRun run =
        quantize(
            "--calibrator=kl",
            "--percentile=5",
            "--weights=each",
            "--activations=odd",
            "--max-accuracy-loss=-1",
            "--quantization=q.yaml");
    assertThat(run.exitCode()).isOne();
    for (String part :
        List.of(
            "'quantize.calibrator' is 'kl'",
            "'quantize.percentile' is 5.0",
            "'quantize.weights' is 'each'",
            "'quantize.activations' is 'odd'",
            "'quantize.max_accuracy_loss' is -1.0",
            "'quantization' and 'quantize' exclude each other")) {
      assertThat(run.err()).contains(part);
    }
  }

  @Test
  void evaluateCountsClassesAndNamesWhatTheLossComesFrom() throws IOException {
    digits();
    CommandLineRun run =
        run(
            "evaluate",
            EXAMPLES + "/mnist-mlp/model.onnx",
            "--scale=0.00392156862745098",
            "--data=x.npy",
            "--labels=y.npy",
            "--bits=3",
            "--no-bias-correction",
            "--json=figures.json");
    assertOk(run);
    assertThat(run.out())
        .contains("weights rounded")
        .contains("activations saturated")
        .contains("label \\ integer")
        .contains("120 samples");
    JsonNode figures = new ObjectMapper().readTree(folder.resolve("figures.json").toFile());
    int right = 0;
    int all = 0;
    for (int label = 0; label < 10; label++) {
      right += figures.path("confusion").path(label).path(label).asInt();
      for (JsonNode count : figures.path("confusion").path(label)) {
        all += count.asInt();
      }
    }
    assertThat(all).isEqualTo(SAMPLES);
    assertThat(figures.path("integerTop1").asDouble()).isEqualTo(right / (double) SAMPLES);
    assertThat(figures.path("layers")).hasSize(3);
    double weights = figures.path("effects").path(0).path("signalToNoise").asDouble();
    double together = figures.path("effects").path(3).path("signalToNoise").asDouble();
    assertThat(together).isLessThan(weights + 1).isGreaterThan(0);
    // integers of the requantizers add next to nothing to what rounding and saturation do
    assertThat(figures.path("effects").path(4).path("signalToNoise").asDouble())
        .isBetween(together - 0.5, together + 0.5);
  }
}
