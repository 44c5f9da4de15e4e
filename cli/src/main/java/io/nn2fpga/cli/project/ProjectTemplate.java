package io.nn2fpga.cli.project;

import java.nio.file.Path;
import java.util.List;

/** The commented project file that {@code nn2fpga init} writes. */
public final class ProjectTemplate {
  private ProjectTemplate() {}

  /**
   * The file's text.
   *
   * @param name name of the design
   * @param model the model file, as it should stand in the project file
   * @param input shape of one sample in the model's layout, without batch axis
   * @param board the board's name
   */
  public static String text(String name, Path model, List<Integer> input, String board) {
    String sample = String.join(", ", input.stream().map(String::valueOf).toList());
    return """
        # nn2fpga project file: './nn2fpga build' in this folder builds it.
        # Paths are relative to this file. docs/nn2fpga.schema.json describes every key.

        name: %s
        model: %s

        # Operators of domains that ONNX does not have, in Einstein notation.
        # tflite_kernels: xnnpack
        # custom_operators: [operators.txt]

        # How raw data becomes the model's input: x = (raw * scale - mean) / std.
        # Leave it out if your data is what the model takes. With it, data files may hold raw bytes
        # (uint8), and the accelerator takes raw bytes too.
        # preprocess:
        #   scale: 0.00392156862745098   # 1 / 255
        #   mean: [0.1307]               # one value, or one a channel
        #   std: [0.3081]
        #   layout: nchw                 # axis order of the raw data, nchw or nhwc; else the model's
        #   floats: model                # floating-point files hold the model's input (model), or
        #                                # raw bytes like whole-number files (raw)

        # Typical inputs; activation ranges come from them. A .npy file of shape [N, %s].
        calibration:
          data: calibration.npy
          # samples: 200

        # Labelled samples for the accuracy table (optional).
        # test:
        #   data: test.npy
        #   labels: labels.npy           # N class numbers

        board: %s
        # link: spi                      # a board without a processor: which of its ways to the host

        # Widths of weights and activations: 2 to 8. Layers are named as the model names its nodes.
        # bits:
        #   weights: 4
        #   activations: 4
        #   layers:
        #     conv1: {weights: 8, activations: 8}
        # How ranges and scales are chosen, and whether bits of each layer are searched for.
        # quantize:
        #   calibrator: auto             # auto, min-max, percentile, mse or entropy
        #   percentile: 99.99            # for the calibrator percentile
        #   weights: per-channel         # scales: per-channel or per-tensor
        #   activations: asymmetric      # ranges: asymmetric or symmetric
        #   power_of_two_scales: false
        #   bias_correction: true        # biases take up the mean error of each channel
        #   equalize: false
        #   mixed_precision: false
        #   max_accuracy_loss: 1         # points, for mixed precision
        # Or a quantization.yaml of an earlier build, edited, in place of bits and all of that.
        # quantization: quantization.yaml

        # What the folding aims at: a share of the board (default 0.5), or a rate.
        # target:
        #   utilization: 0.5
        #   fps: 10000
        #   clock_mhz: 200
        #   max_clock: true

        # A schedule.yaml of an earlier build to replay instead of solving one.
        # schedule: schedule.yaml

        # What has no hardware form: the host computes it (auto), or the build stops (off); or a
        # partition.yaml that 'nn2fpga partition' wrote.
        # partition: auto

        # Frames run through HLS C++ and Verilog.
        # verify: {samples: 16}
        """
        .formatted(name, model.toString().replace('\\', '/'), sample, board);
  }
}
