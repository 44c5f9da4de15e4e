package io.nn2fpga.bench;

import io.nn2fpga.cli.build.BuildRequest;
import io.nn2fpga.cli.project.Project;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model of the shared collection and the board of an open flow that it is built for.
 *
 * @param board the board's name
 * @param link the kind of the board's links that is built for; null for its first
 * @param model the model's folder in the collection
 * @param file the model file in that folder
 * @param data samples that it is calibrated or verified with, from the collection's root
 * @param bits of weights and activations; null where the model says itself
 * @param scale raw data times this is what the model takes; null where data is the model's input
 * @param fps frames a second that the folding reaches with the least resources
 * @param quick whether the tests that run everywhere build it
 */
record BoardCase(
    String board,
    @Nullable String link,
    String model,
    String file,
    String data,
    @Nullable Integer bits,
    @Nullable Double scale,
    double fps,
    boolean quick) {

  private static final String JET = "qonnx-jet-tagging";
  private static final String TWO_LAYERS = "qonnx-two-layers";
  private static final String TFC = "qonnx-tfc-w2a2";

  /** One a board, in the order of the boards' names. */
  static final List<BoardCase> ALL =
      List.of(
          quantized("alchitry-cu", TWO_LAYERS, 80, false),
          digits("colorlight-i9", "mnist-lenet-bn", 8, 100),
          quantized("hx8k-breakout", JET, 4000, true),
          quantized("icebreaker", JET, 4000, true),
          quantized("orangecrab", TFC, 100, false),
          digits("tang-nano-20k", "mnist-lenet-bn", 8, 100),
          digits("tang-nano-9k", "mnist-mlp", 4, 100),
          quantized("tinyfpga-bx", JET, 4000, false),
          digits("ulx3s-25f", "mnist-mlp", 8, 300),
          digits("ulx3s-85f", "mnist-mlp", 8, 300),
          quantized("upduino3", TWO_LAYERS, 80, false));

  private static BoardCase quantized(String board, String model, double fps, boolean quick) {
    return new BoardCase(
        board, null, model, "model.onnx", model + "/input.npy", null, null, fps, quick);
  }

  private static BoardCase digits(String board, String model, int bits, double fps) {
    String images = "data/mnist/images.npy";
    return new BoardCase(board, null, model, "model.onnx", images, bits, 1 / 255.0, fps, false);
  }

  /**
   * The build.
   *
   * @param models the collection
   */
  BuildRequest request(Path models) {
    Project.Preprocess preprocess =
        scale == null ? null : new Project.Preprocess(scale, null, null, null, null);
    return BuildRequest.of(
        new Project(
            model,
            models.resolve(model).resolve(file),
            preprocess,
            new Project.Calibration(models.resolve(data), null),
            null,
            board,
            link,
            new Project.Bits(bits, bits, null, null, null),
            null,
            null,
            new Project.Target(fps, null, null, null),
            null,
            new Project.Verify(4),
            null,
            null,
            null));
  }

  /** The same for another of the board's links. */
  BoardCase over(String kind) {
    return new BoardCase(board, kind, model, file, data, bits, scale, fps, quick);
  }

  /** The board, and the link where it is not the first: what the table's rows are named by. */
  String target() {
    return link == null ? board : board + " --link " + link;
  }

  /** What is built, as people read it. */
  String title() {
    return model + (bits == null ? "" : ", " + bits + " bits");
  }
}
