package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that parses as an ONNX model.
 *
 * @param path where it was read
 * @param bytes its contents
 * @param model the parsed contents, with a graph
 */
@SuppressWarnings("ArrayRecordComponent") // the file's contents, handed on as they are
record OnnxFile(Path path, byte[] bytes, ModelProto model) {
  /** No network for an FPGA is larger, and protobuf itself stops at 2 GiB. */
  private static final long MAX_BYTES = 1L << 30;

  private static final String HINT = "export the network as ONNX, opset 7 to 28";

  /**
   * Reads and parses a file.
   *
   * @throws DiagnosticException if there is no such file, or it is no ONNX model
   */
  static OnnxFile read(Path path) {
    byte[] bytes = contents(path);
    String format = FileSignature.formatOf(bytes);
    if (format != null) {
      throw malformed(path, "not an ONNX model but " + format, HINT);
    }
    ModelProto model;
    try {
      model = ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw malformed(
          path,
          "not a whole ONNX model: the file is truncated, corrupt or of another format",
          "copy or export the model again");
    }
    if (!model.hasGraph() || model.getIrVersion() == 0) {
      throw malformed(path, "a protobuf file, but not an ONNX model: it holds no graph", HINT);
    }
    ModelProto whole = ExternalData.load(model, path, MAX_BYTES - bytes.length);
    OnnxFile file = new OnnxFile(path, bytes, model);
    return Inlining.functions(whole.equals(model) ? file : file.with(whole));
  }

  /** The same file with other contents. */
  OnnxFile with(ModelProto other) {
    return new OnnxFile(path, other.toByteArray(), other);
  }

  private static byte[] contents(Path path) {
    if (!Files.exists(path)) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, "there is no such file", path.toString(), null));
    }
    if (!Files.isRegularFile(path)) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, "this is not a file", path.toString(), null));
    }
    try {
      long size = Files.size(path);
      if (size == 0) {
        throw malformed(path, "the file is empty", "copy or export the model again");
      }
      if (size > MAX_BYTES) {
        throw malformed(path, "a file of " + size + " bytes; models end at " + MAX_BYTES, null);
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the file cannot be read", path.toString(), e.getMessage()));
    }
  }

  private static DiagnosticException malformed(Path path, String message, @Nullable String hint) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, path.toString(), hint));
  }
}
