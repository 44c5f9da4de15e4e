package io.nn2fpga.cli.project;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibrator;
import io.nn2fpga.quant.KernelSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the values of a project, whether they come from the file or from options. */
public final class ProjectCheck {
  private static final List<String> WEIGHTS = List.of("per-channel", "per-tensor");
  private static final List<String> ACTIVATIONS = List.of("asymmetric", "symmetric");

  private ProjectCheck() {}

  /**
   * Adds a problem for each value out of range.
   *
   * @param place where the values come from: the file, or "the command line"
   */
  public static void check(Project project, String place, Diagnostics problems) {
    Project.Bits bits = project.bits();
    if (bits != null) {
      check(bits, place, problems);
      if (project.quantization() != null) {
        add("'quantization' and 'bits' exclude each other", place, "keep one of the two", problems);
      }
    }
    Project.Quantize quantize = project.quantize();
    if (quantize != null) {
      check(quantize, place, problems);
      if (project.quantization() != null) {
        add(
            "'quantization' and 'quantize' exclude each other",
            place,
            "keep one of the two: a quantization file holds its method",
            problems);
      }
    }
    word("tflite_kernels", project.tfliteKernels(), KernelSet.TFLITE_NAMES, place, problems);
    Project.Target target = project.target();
    if (target != null) {
      check(target, place, problems);
    }
    Project.Verify verify = project.verify();
    if (verify != null) {
      range("verify.samples", verify.samples(), 2, 100_000, place, problems);
    }
    Project.Calibration calibration = project.calibration();
    if (calibration != null) {
      range("calibration.samples", calibration.samples(), 1, 1_000_000, place, problems);
    }
    Project.Preprocess preprocess = project.preprocess();
    if (preprocess != null) {
      check(preprocess, place, problems);
    }
  }

  private static void check(Project.Bits bits, String place, Diagnostics problems) {
    bits("bits.weights", bits.weights(), place, problems);
    bits("bits.activations", bits.activations(), place, problems);
    bits("bits.input", bits.input(), place, problems);
    bits("bits.output", bits.output(), place, problems);
    Map<String, Project.@Nullable LayerBits> layers = bits.layers();
    if (layers != null) {
      layers.forEach(
          (name, own) -> {
            String key = "bits.layers." + name;
            if (own == null) {
              add("'" + key + "' says nothing", place, "give it weights or activations", problems);
              return;
            }
            bits(key + ".weights", own.weights(), place, problems);
            bits(key + ".activations", own.activations(), place, problems);
          });
    }
  }

  private static void check(Project.Quantize quantize, String place, Diagnostics problems) {
    word("quantize.calibrator", quantize.calibrator(), Calibrator.words(), place, problems);
    word("quantize.weights", quantize.weights(), WEIGHTS, place, problems);
    word("quantize.activations", quantize.activations(), ACTIVATIONS, place, problems);
    Double percentile = quantize.percentile();
    if (percentile != null && !(percentile > 50 && percentile <= 100)) {
      add(
          "'quantize.percentile' is " + percentile,
          place,
          "it is above 50 and at most 100, for example 99.99",
          problems);
    }
    Double loss = quantize.maxAccuracyLoss();
    if (loss != null && !(loss >= 0 && loss <= 100)) {
      add("'quantize.max_accuracy_loss' is " + loss, place, "it is 0 to 100 points", problems);
    }
  }

  private static void word(
      String key, @Nullable String value, List<String> known, String place, Diagnostics problems) {
    if (value != null && !known.contains(value)) {
      add(
          "'" + key + "' is '" + value + "'",
          place,
          "it is one of " + String.join(", ", known),
          problems);
    }
  }

  private static void bits(
      String key, @Nullable Integer value, String place, Diagnostics problems) {
    range(key, value, BitWidths.LEAST, BitWidths.MOST, place, problems);
  }

  private static void check(Project.Target target, String place, Diagnostics problems) {
    if (target.fps() != null && target.utilization() != null) {
      add("'fps' and 'utilization' exclude each other", place, "keep one of the two", problems);
    }
    positive("target.fps", target.fps(), place, problems);
    positive("target.clock_mhz", target.clockMhz(), place, problems);
    Double utilization = target.utilization();
    if (utilization != null && !(utilization > 0 && utilization <= 1)) {
      add(
          "'target.utilization' is " + utilization,
          place,
          "it is a share of the board, above 0 and at most 1",
          problems);
    }
  }

  private static void check(Project.Preprocess preprocess, String place, Diagnostics problems) {
    positive("preprocess.scale", preprocess.scale(), place, problems);
    List<Double> std = preprocess.std();
    if (std != null) {
      std.forEach(s -> positive("preprocess.std", s, place, problems));
    }
    String layout = preprocess.layout();
    if (layout != null && !layout.equals("nchw") && !layout.equals("nhwc")) {
      add(
          "'preprocess.layout' is '" + layout + "'",
          place,
          "it is nchw (channels first) or nhwc (channels last)",
          problems);
    }
    String floats = preprocess.floats();
    if (floats != null && !floats.equals("model") && !floats.equals("raw")) {
      add(
          "'preprocess.floats' is '" + floats + "'",
          place,
          "floating-point files hold the model's input (model) or raw bytes (raw)",
          problems);
    }
  }

  private static void range(
      String key, @Nullable Integer value, int lo, int hi, String place, Diagnostics problems) {
    if (value != null && (value < lo || value > hi)) {
      add("'" + key + "' is " + value, place, "it is " + lo + " to " + hi, problems);
    }
  }

  private static void positive(
      String key, @Nullable Double value, String place, Diagnostics problems) {
    if (value != null && !(value > 0 && Double.isFinite(value))) {
      add("'" + key + "' is " + value, place, "it is a number above 0", problems);
    }
  }

  private static void add(String message, String place, String hint, Diagnostics problems) {
    problems.add(Diagnostic.of(Code.PROJECT_FILE, message, place, hint));
  }
}
