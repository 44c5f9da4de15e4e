package io.nn2fpga.importer.tflite;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a TFLite file, and what is wrong with a file as a whole. */
final class TfliteFile {
  /** Where the format's mark stands, and the mark. */
  private static final int MARK_AT = 4;

  private static final String MARK = "TFL3";

  /** FlatBuffers end at 2 GiB; no network for an FPGA is larger than this. */
  private static final long MAX_BYTES = 1L << 30;

  private TfliteFile() {}

  /** Whether a file begins as a TFLite model does. */
  static boolean isMarked(byte[] head) {
    for (int i = 0; i < MARK.length(); i++) {
      if (head.length <= MARK_AT + i || head[MARK_AT + i] != MARK.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a file's bytes.
   *
   * @throws DiagnosticException if there is no such file, or it is no TFLite model
   */
  static byte[] read(Path path) {
    if (!Files.isRegularFile(path)) {
      String message = Files.exists(path) ? "this is not a file" : "there is no such file";
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, message, path.toString(), null));
    }
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw malformed(
            path, "a file of " + Files.size(path) + " bytes; models end at " + MAX_BYTES, null);
      }
      byte[] bytes = Files.readAllBytes(path);
      if (!isMarked(bytes)) {
        throw malformed(
            path,
            bytes.length == 0 ? "the file is empty" : "not a TensorFlow Lite model of version 3",
            "copy or convert the model again");
      }
      return bytes;
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the file cannot be read", path.toString(), e.getMessage()));
    }
  }

  static DiagnosticException malformed(Path path, String message, @Nullable String hint) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, path.toString(), hint));
  }
}
