package io.nn2fpga.cli.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.lower.Pipelines;
import io.nn2fpga.lower.QuantizationOptions;
import io.nn2fpga.lower.QuantizedModel;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.precision.TradeOff;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.Calibrator;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import io.nn2fpga.quant.RealRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationFileTest {
  private static final BitWidths BITS =
      BitWidths.uniform(3, 4).withLayers(Map.of("fc2", new BitWidths.Layer(8, null)));

  @TempDir Path folder;

  /** Two dense layers with a ReLU between them. */
  private static Graph network() {
    Graph.Builder builder = Graph.builder("net", Level.NN);
    builder.input("x", TensorType.of(FloatElement.F32, 2));
    builder.constant("w1", FloatTensor.of(new float[] {0.3f, -0.7f, 1.1f, 0.2f}, 2, 2));
    builder.constant("w2", FloatTensor.of(new float[] {-0.4f, 0.9f}, 1, 2));
    builder.node("fc1", new Dense(), List.of("x", "w1"), "");
    builder.node("relu", new Relu(), List.of("fc1"), "");
    builder.node("fc2", new Dense(), List.of("relu", "w2"), "");
    builder.output("fc2");
    return builder.build();
  }

  private static QuantizedModel quantized(BitWidths bits, Calibration calibration) {
    return Pipelines.quantize(
        network(), calibration, new QuantizationOptions(bits, Preprocessing.NONE, false));
  }

  private static String written(QuantizedModel model) {
    return QuantizationFile.write(
        model,
        new QuantizationFile.Quantization(
            BITS, calibration(), QuantizationMethod.DEFAULT.withBiasCorrection(false), null));
  }

  private static Calibration calibration() {
    return new Calibration(
        Map.of(
            "x", new RealRange(-0.1, 1 / 3.0),
            "fc1", new RealRange(-5, 2.7),
            "fc2", new RealRange(-1.3, 0.7)));
  }

  private Path written(String text) throws IOException {
    return Files.writeString(folder.resolve("quantization.yaml"), text);
  }

  @Test
  void whatIsWrittenQuantizesTheSameNetworkEqually() throws IOException {
    QuantizedModel model = quantized(BITS, calibration());
    String text = written(model);
    QuantizationFile.Quantization read = QuantizationFile.read(written(text), network());
    QuantizedModel again = quantized(read.bits(), read.calibration());
    assertThat(again.graph()).isEqualTo(model.graph());
    assertThat(again.input()).isEqualTo(model.input());
    assertThat(again.output()).isEqualTo(model.output());
    assertThat(written(again)).isEqualTo(text);
    assertThat(text)
        .endsWith(
            """
            method:
              calibrator: auto
              percentile: 99.99
              weights: per-channel
              activations: asymmetric
              power_of_two_scales: false
              bias_correction: false
              equalize: false
            input:
              bits: 8
              range:
              - -0.1
              - 0.3333333333333333
            layers:
              fc1:
                weights: 3
                activations: 4
                range:
                - 0.0
                - 2.7
              fc2:
                weights: 8
                activations: 8
                range:
                - -1.3
                - 0.7
            """);
  }

  @Test
  void methodCorrectionsAndSearchAreReadAsTheyWereWritten() throws IOException {
    QuantizationMethod method =
        new QuantizationMethod(Calibrator.ENTROPY, 99.9, true, true, true, true, true);
    Calibration corrected =
        calibration()
            .withBiasCorrections(Map.of("fc1", List.of(0.1, -0.25), "fc2", List.of(1 / 3.0)));
    TradeOff.Point start = new TradeOff.Point(100, 0, 0, 8, 8, Map.of());
    TradeOff.Point chosen = new TradeOff.Point(31.5, 0.75, 0.25, 3.5, 4, Map.of());
    TradeOff found =
        new TradeOff("top1", 500, 1, "bits", start, List.of(start, chosen), chosen, List.of());
    QuantizationOptions options = new QuantizationOptions(BITS, Preprocessing.NONE, false, method);
    QuantizedModel model = Pipelines.quantize(network(), corrected, options);
    QuantizationFile.Quantization wanted =
        new QuantizationFile.Quantization(BITS, corrected, method, found);
    Path file = written(QuantizationFile.write(model, wanted));
    assertThat(QuantizationFile.method(file)).isEqualTo(method);
    QuantizationFile.Quantization read = QuantizationFile.read(file, network());
    assertThat(read.tradeOff()).isEqualTo(found);
    assertThat(read.calibration().biasCorrections()).isEqualTo(corrected.biasCorrections());
    QuantizedModel again =
        Pipelines.quantize(network(), read.calibration(), options.with(read.bits()));
    assertThat(again.graph()).isEqualTo(model.graph());
    assertThat(model.graph())
        .isNotEqualTo(Pipelines.quantize(network(), calibration(), options).graph());
  }

  @Test
  void problemsOfTheMethodAreReportedTogether() throws IOException {
    Path file =
        written(
            """
            method: {calibrator: kl, weights: per-row, equalize: 3, percentile: 20, bias: true}
            """);
    assertThatThrownBy(() -> QuantizationFile.method(file))
        .hasMessageContaining("unknown key 'bias'")
        .hasMessageContaining("'calibrator' is 'kl'")
        .hasMessageContaining("it is one of auto, min-max, percentile, mse, entropy")
        .hasMessageContaining("'weights' is 'per-row'")
        .hasMessageContaining("'equalize' is 3")
        .hasMessageContaining("'percentile' is 20");
  }

  @Test
  void aMissingCorrectionIsReported() throws IOException {
    String text =
        written(quantized(BITS, calibration()))
            .replace("bias_correction: false", "bias_correction: true");
    Path file = written(text);
    assertThatThrownBy(() -> QuantizationFile.read(file, network()))
        .hasMessageContaining("'bias_correction' is missing")
        .hasMessageContaining("it has 2 numbers, one an output channel");
  }

  @Test
  void aFileThatSaysNothingOfCorrectionsHasNone() throws IOException {
    String text = written(quantized(BITS, calibration()));
    for (String silent :
        List.of(
            text.replace("  bias_correction: false\n", ""),
            text.replaceFirst("(?s)method:.*input:", "input:"))) {
      Path file = written(silent);
      assertThat(silent).isNotEqualTo(text).doesNotContain("bias_correction");
      assertThat(QuantizationFile.method(file))
          .isEqualTo(QuantizationMethod.DEFAULT.withBiasCorrection(false));
      assertThat(QuantizationFile.read(file, network()).calibration().biasCorrections()).isEmpty();
    }
    Path byHand =
        written(
            text.replaceFirst("(?s)method:.*input:", "input:")
                .replace("    weights: 3\n", "    weights: 3\n    bias_correction: [0.5, -1]\n"));
    assertThat(QuantizationFile.read(byHand, network()).calibration().biasCorrections())
        .isEqualTo(Map.of("fc1", List.of(0.5, -1.0)));
  }

  @Test
  void anEditedWidthChangesItsLayerOnly() throws IOException {
    String text = written(quantized(BITS, calibration()));
    QuantizationFile.Quantization read =
        QuantizationFile.read(written(text.replace("weights: 3", "weights: 2")), network());
    QuantizedModel edited = quantized(read.bits(), read.calibration());
    assertThat(edited.layers().get(0).weightBits()).isEqualTo(2);
    assertThat(edited.layers().get(1)).isEqualTo(quantized(BITS, calibration()).layers().get(1));
  }

  @Test
  void allProblemsAreReportedWithTheirLines() throws IOException {
    Path file =
        written(
            """
            input: {bits: 16, range: [0, 1]}
            layers:
              fc1: {weights: 4, activations: 4, range: [2, 1], scale: 3}
              relu: {activations: 4}
            """);
    assertThatThrownBy(() -> QuantizationFile.read(file, network()))
        .hasMessage(
            """
            error[quantization]: 'bits' is 16
              at FILE, line 1
              hint: it is a whole number, 2 to 8
            error[quantization]: unknown layer 'relu'
              at FILE, line 4
              hint: did you mean 'fc1'?
            error[quantization]: unknown key 'scale'
              at FILE, line 3
              hint: did you mean 'range'?
            error[quantization]: 'range' is [2,1]
              at FILE, line 3
              hint: it is the smallest and the largest number, as in [-1.5, 4.0]
            error[quantization]: layer 'fc2' is missing
              at FILE, line 2
              hint: give its bits and range"""
                .replace("FILE", file.toString()));
  }
}
