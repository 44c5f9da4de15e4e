package io.nn2fpga.importer;

import java.nio.file.Path;
import java.util.Set;

/** Reads one format of model files; found by {@link java.util.ServiceLoader}. */
public interface ModelReader {
  /** The format's name as a user knows it, such as {@code ONNX}. */
  String format();

  /**
   * Whether a file is of this format, by its name and first bytes.
   *
   * @param path as the user named it
   * @param head up to the first 64 bytes of the file; none if it cannot be read
   */
  boolean reads(Path path, byte[] head);

  /**
   * Imports a model.
   *
   * @throws io.nn2fpga.diag.DiagnosticException with everything that keeps it from being imported
   */
  ImportedModel read(Path path, ReadOptions options);

  /** The operators that can be imported, by the format's own names, for documentation. */
  Set<String> operators();
}
