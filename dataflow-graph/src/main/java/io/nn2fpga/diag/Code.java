package io.nn2fpga.diag;

import java.util.Locale;

/**
 * The stable codes of diagnostics; {@code docs/errors.md} is generated from this list.
 *
 * <p>Add a constant for a new kind of mistake; never rename one that was released.
 */
public enum Code {
  FILE_NOT_FOUND(1, "A named file does not exist or cannot be read."),
  FILE_NOT_WRITABLE(
      1,
      "The build directory or a named file cannot be written, for example because the disk is full."),
  MALFORMED_FILE(1, "A file is truncated, corrupt, or of another format than its name says."),
  UNSUPPORTED_MODEL(
      1,
      "The model as a whole has a form that cannot be built: several inputs or outputs, a too"
          + " new version."),
  UNSUPPORTED_OPERATOR(1, "The model holds an operator that nn2fpga cannot put into hardware."),
  UNSUPPORTED_ATTRIBUTE(
      1, "An operator is supported, but not with this attribute, shape or operand."),
  UNKNOWN_SHAPE(
      1, "A tensor's shape cannot be inferred, or has a free dimension besides the batch."),
  IMPORT_MISMATCH(1, "The imported graph and ONNX Runtime disagree on a sample."),
  DATA_SHAPE(1, "Data (calibration, test, labels) does not have the shape the model needs."),
  DATA_TYPE(1, "Data (calibration, test, labels) does not have an element type that can be used."),
  CALIBRATION(1, "The network gives numbers on calibration data that cannot be quantized."),
  UNKNOWN_BOARD(1, "No board of this name is described."),
  PROJECT_FILE(1, "nn2fpga.yaml, or an option, has an unknown key or an impossible value."),
  QUANTIZATION(1, "A quantization file names an unknown layer, or an impossible width or range."),
  PARTITION(
      1,
      "A partition file names no region of the network, or no part of the network is worth an"
          + " accelerator."),
  SCHEDULE(1, "A schedule file names an unknown layer or an impossible folding."),
  DOES_NOT_FIT(1, "No folding of the network fits the board within the utilization asked for."),
  TARGET_UNREACHABLE(1, "No folding reaches the frame rate asked for."),
  ACCURACY_UNREACHABLE(1, "No bits of weights and activations keep the loss of accuracy allowed."),
  TIMING_MISSED(1, "After place and route the design keeps no clock that the board can make."),
  NO_BITSTREAM(1, "The build directory that is to be loaded into a board holds no bitstream."),
  VERIFICATION_FAILED(1, "An implementation differs from the integer reference."),
  WRONG_BITSTREAM(1, "The board holds another design than the build directory."),
  NO_ACCELERATOR(3, "The accelerator cannot be reached: no such port, no simulator, or no answer."),
  TOOL_MISSING(3, "An external tool is not installed."),
  TOOL_TOO_OLD(3, "An external tool is older than the version needed."),
  TOOL_FAILED(3, "An external tool stopped with an error."),
  TOOL_TIMEOUT(3, "An external tool did not end within its time limit.");

  private final int exitCode;
  private final String summary;

  Code(int exitCode, String summary) {
    this.exitCode = exitCode;
    this.summary = summary;
  }

  /** The word printed in brackets, for example {@code unsupported-operator}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The process exit code: 1 for the user's input or disk, 3 for a tool. */
  public int exitCode() {
    return exitCode;
  }

  /** One sentence for {@code docs/errors.md}. */
  public String summary() {
    return summary;
  }
}
