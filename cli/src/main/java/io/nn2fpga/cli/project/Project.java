package io.nn2fpga.cli.project;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nn2fpga.yaml} holds; null where the file (or the command line) says nothing.
 *
 * <p>Paths are relative to the file's folder. {@code docs/nn2fpga.schema.json} publishes the same
 * keys; a test keeps the two equal.
 *
 * @param name name of the design; by default the model file's folder or stem
 * @param model the model file
 * @param preprocess what was done to raw input data before the model saw it
 * @param calibration samples that activation ranges are taken from
 * @param test labelled samples that accuracy is measured on
 * @param board the board's name
 * @param link the kind of the board's links that the host is at; its first if null
 * @param bits widths of weights and activations
 * @param quantize how numbers become codes
 * @param quantization a quantization file to replay instead of calibrating; excludes {@code bits}
 *     and {@code quantize}
 * @param target what the schedule aims at
 * @param schedule a schedule file to replay instead of solving one
 * @param verify how much is simulated
 * @param tfliteKernels whose arithmetic a quantized TFLite model has; xnnpack if null
 * @param customOperators files of operators in Einstein notation, for nodes of other domains
 * @param partition {@code auto} (default), {@code off}, or a partition file
 */
public record Project(
    @Nullable String name,
    @Nullable Path model,
    @Nullable Preprocess preprocess,
    @Nullable Calibration calibration,
    @Nullable Test test,
    @Nullable String board,
    @Nullable String link,
    @Nullable Bits bits,
    @Nullable Quantize quantize,
    @Nullable Path quantization,
    @Nullable Target target,
    @Nullable Path schedule,
    @Nullable Verify verify,
    @JsonProperty("tflite_kernels") @Nullable String tfliteKernels,
    @JsonProperty("custom_operators") @Nullable List<Path> customOperators,
    @Nullable String partition) {

  /** A project in which everything is left open. */
  public static final Project EMPTY =
      new Project(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null);

  /** The same project with another model file. */
  public Project withModel(Path file) {
    return new Project(
        name,
        file,
        preprocess,
        calibration,
        test,
        board,
        link,
        bits,
        quantize,
        quantization,
        target,
        schedule,
        verify,
        tfliteKernels,
        customOperators,
        partition);
  }

  /** The same project with other data. */
  public Project withData(Calibration samples, Test measured) {
    return new Project(
        name,
        model,
        preprocess,
        samples,
        measured,
        board,
        link,
        bits,
        quantize,
        quantization,
        target,
        schedule,
        verify,
        tfliteKernels,
        customOperators,
        partition);
  }

  /**
   * How raw data becomes the model's input: x = (raw · scale − mean[c]) / std[c].
   *
   * @param scale 1 if null
   * @param mean one value, or one a channel; 0 if null
   * @param std one value, or one a channel; 1 if null
   * @param layout axis order of raw data: {@code nchw} or {@code nhwc}; the model's own if null
   * @param floats what floating-point data files hold: {@code model} (default), the model's input,
   *     or {@code raw}, bytes as whole-number files do
   */
  public record Preprocess(
      @Nullable Double scale,
      @Nullable List<Double> mean,
      @Nullable List<Double> std,
      @Nullable String layout,
      @Nullable String floats) {}

  /**
   * Calibration data.
   *
   * @param data a .npy file, samples on axis 0
   * @param samples how many of them are used, from the first; 200 if null
   */
  public record Calibration(@Nullable Path data, @Nullable Integer samples) {}

  /**
   * Test data.
   *
   * @param data a .npy file, samples on axis 0
   * @param labels a .npy file of class numbers
   */
  public record Test(@Nullable Path data, @Nullable Path labels) {}

  /**
   * Bit widths.
   *
   * @param weights 2 to 8; 8 if null
   * @param activations of layers' results, 2 to 8; 8 if null
   * @param input where the driver quantizes it, 2 to 8; 8 if null
   * @param output of the last layer's result, 2 to 8; 8 if null
   * @param layers exceptions, by the name of the model's node that a layer starts with
   */
  public record Bits(
      @Nullable Integer weights,
      @Nullable Integer activations,
      @Nullable Integer input,
      @Nullable Integer output,
      @Nullable Map<String, @Nullable LayerBits> layers) {
    /** Nothing said. */
    static final Bits NONE = new Bits(null, null, null, null, null);
  }

  /**
   * Bit widths of one layer; null: as other layers.
   *
   * @param weights 2 to 8
   * @param activations of its result, 2 to 8
   */
  public record LayerBits(@Nullable Integer weights, @Nullable Integer activations) {}

  /**
   * How numbers become codes, beside the bits that they have.
   *
   * @param calibrator {@code auto} (default), {@code min-max}, {@code percentile}, {@code mse} or
   *     {@code entropy}
   * @param percentile above 50 to 100, for that calibrator; 99.99 if null
   * @param weights {@code per-channel} (default) or {@code per-tensor} scales
   * @param activations {@code asymmetric} (default) or {@code symmetric} ranges
   * @param powerOfTwoScales whether all scales are powers of two
   * @param biasCorrection whether biases take up mean errors; true if null
   * @param equalize whether ranges of weights are evened out across layers
   * @param mixedPrecision whether bits of each layer are searched for
   * @param maxAccuracyLoss points that the search may lose; 1 if null
   */
  public record Quantize(
      @Nullable String calibrator,
      @Nullable Double percentile,
      @Nullable String weights,
      @Nullable String activations,
      @JsonProperty("power_of_two_scales") @Nullable Boolean powerOfTwoScales,
      @JsonProperty("bias_correction") @Nullable Boolean biasCorrection,
      @Nullable Boolean equalize,
      @JsonProperty("mixed_precision") @Nullable Boolean mixedPrecision,
      @JsonProperty("max_accuracy_loss") @Nullable Double maxAccuracyLoss) {
    /** Nothing said. */
    static final Quantize NONE = new Quantize(null, null, null, null, null, null, null, null, null);
  }

  /**
   * What the folding solver aims at; at most one of fps and utilization.
   *
   * @param fps frames a second to reach with the least resources
   * @param utilization share of the board to fill, above 0 to 1; what the board's descriptor says
   *     if neither is given
   * @param clockMhz the accelerator's clock; the board's default if null
   * @param maxClock whether the clock is raised to what place and route reaches
   */
  public record Target(
      @Nullable Double fps,
      @Nullable Double utilization,
      @JsonProperty("clock_mhz") @Nullable Double clockMhz,
      @JsonProperty("max_clock") @Nullable Boolean maxClock) {}

  /**
   * How much is verified.
   *
   * @param samples frames run through HLS C++ and Verilog; 16 if null
   */
  public record Verify(@Nullable Integer samples) {}
}
