package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate --data} on a network that came quantized: keyword spotting of TFLite. */
class QuantizedModelEvaluationTest {
  private static final Path KWS = Path.of("..", "examples", "kws-int8").toAbsolutePath();
  private static final String INPUT = KWS.resolve("golden_input.npy").toString();
  private static final int CLASSES = 12;

  @TempDir Path folder;

  private CommandLineRun run(String command, String... options) {
    List<String> args = new ArrayList<>(List.of(command, KWS.resolve("model.tflite").toString()));
    args.addAll(List.of(options));
    return CommandLineRun.of(
        Map.of("HOME", folder.toString()), folder, args.toArray(String[]::new));
  }

  /** The classes that LiteRT names with these kernels; the first sample's is changed. */
  private int[] labels(String kernels) throws IOException {
    NpyArray golden = NpyFile.read(KWS.resolve("golden_output_" + kernels + ".npy"));
    int[] labels = new int[golden.samples()];
    for (int i = 0; i < labels.length; i++) {
      int[] codes = golden.ints(i);
      for (int c = 1; c < codes.length; c++) {
        labels[i] = codes[c] > codes[labels[i]] ? c : labels[i];
      }
    }
    labels[0] = (labels[0] + 1) % CLASSES;
    NpyFile.write(folder.resolve("y.npy"), NpyArray.ofInts(labels, labels.length));
    return labels;
  }

  /** What is printed behind the stages, which have times in them. */
  private static String behindStages(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return run.out().substring(run.out().indexOf("\n\n") + 2);
  }

  @Test
  void layersOutputAccuracyAndConfusionArePrinted() throws IOException {
    labels("xnnpack");
    CommandLineRun run = run("evaluate", "--data", INPUT, "--labels=y.npy");
    assertThat(behindStages(run))
        .isEqualTo(
            """
            codes of layers on 16 samples, against the imported graph
            layer                                             bits  differ  SNR dB  range            rounding alone  below   above
            functional_1/activation/Relu;functional_1/bat...  w8a8  0.00 %  exact   0.000 .. 20.07   31.2            0.00 %  0.00 %
            functional_1/activation_1/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 21.12   29.1            0.00 %  0.00 %
            functional_1/activation_2/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 15.31   32.5            0.00 %  0.00 %
            functional_1/activation_3/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 16.00   34.5            0.00 %  0.00 %
            functional_1/activation_4/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 9.537   38.5            0.00 %  0.00 %
            functional_1/activation_5/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 11.70   37.9            0.00 %  0.00 %
            functional_1/activation_6/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 8.408   38.8            0.00 %  0.00 %
            functional_1/activation_7/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 11.95   37.2            0.00 %  0.00 %
            functional_1/activation_8/Relu;functional_1/b...  w8a8  0.00 %  exact   0.000 .. 20.46   40.5            0.00 %  0.00 %
            functional_1/average_pooling2d/AvgPool/averag...  a8    0.00 %  exact   0.000 .. 20.46   32.5            0.00 %  0.00 %
            functional_1/dense/BiasAdd                        w8a8  0.00 %  exact   -20.55 .. 16.35  44.8            0.00 %  0.00 %

            output    0.00 % of the values differ, SNR exact
            accuracy  top-1 nn 93.75 %, integer 93.75 %, same class 100.00 %, 16 samples, nn by tflite-xnnpack operators

            label \\ integer  0  1  2  3  4  5  6  7  8  9  10  11
            0                .  .  .  .  .  .  .  .  .  .  .   .
            1                .  1  .  .  .  .  .  .  .  .  .   .
            2                .  .  .  .  .  .  .  .  .  .  .   .
            3                .  .  .  .  .  .  .  .  .  .  .   .
            4                .  .  .  .  1  .  .  .  .  .  .   .
            5                .  .  .  .  .  3  .  .  .  .  .   .
            6                .  .  .  .  .  .  2  .  .  .  .   .
            7                .  .  .  .  .  .  .  1  .  .  .   .
            8                .  .  .  .  .  .  .  1  2  .  .   .
            9                .  .  .  .  .  .  .  .  .  1  .   .
            10               .  .  .  .  .  .  .  .  .  .  1   .
            11               .  .  .  .  .  .  .  .  .  .  .   3
            """);
  }

  @Test
  void theKernelsAreThoseThatTheCommandLineNames() throws IOException {
    int[] labels = labels("builtin");
    CommandLineRun run =
        run(
            "evaluate",
            "--data",
            INPUT,
            "--labels=y.npy",
            "--tflite-kernels=builtin",
            "--json=figures.json");
    assertThat(behindStages(run)).contains("nn by tflite-builtin operators");
    JsonNode figures = new ObjectMapper().readTree(folder.resolve("figures.json").toFile());
    double right = (labels.length - 1.0) / labels.length;
    assertThat(figures.path("nnTop1").asDouble()).isEqualTo(right);
    assertThat(figures.path("integerTop1").asDouble()).isEqualTo(right);
    assertThat(figures.path("layers")).hasSize(11);
  }

  @Test
  void withoutLabelsTheAgreementIsPrinted() {
    assertThat(behindStages(run("evaluate", "--data", INPUT)))
        .contains("accuracy  same class 100.00 %, 16 samples without labels")
        .contains("nn \\ integer")
        .doesNotContain("top-1");
  }

  @Test
  void dataInAnotherOrderOfAxesAreRefusedAndNotTransposed() throws IOException {
    NpyFile.write(folder.resolve("x.npy"), NpyArray.ofFloats(new float[2 * 490], 2, 10, 49));
    CommandLineRun run = run("evaluate", "--data=x.npy");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err())
        .contains("data of shape [2, 10, 49], but samples of shape [49, 10, 1] are needed")
        .contains("[N, 49, 10, 1]")
        .contains("no order of axes is guessed");
  }

  @Test
  void dataAreNeededAndQuantizeStillRefuses() {
    assertThat(run("evaluate").err()).contains("no samples given").contains("--data X.npy");
    CommandLineRun quantize = run("quantize", "--calibrate", INPUT);
    assertThat(quantize.exitCode()).isOne();
    assertThat(quantize.err())
        .contains("the model is quantized already")
        .contains("./nn2fpga evaluate MODEL --data X.npy --labels Y.npy");
  }
}
