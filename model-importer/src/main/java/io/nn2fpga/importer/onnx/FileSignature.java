package io.nn2fpga.importer.onnx;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes by which a file of another format is recognised.
 *
 * @param offset where they stand
 * @param bytes the bytes, one a char
 * @param format what such a file is
 */
record FileSignature(int offset, String bytes, String format) {
  private static final List<FileSignature> KNOWN =
      List.of(
          new FileSignature(4, "TFL3", "a TensorFlow Lite model"),
          new FileSignature(0, "\u0089HDF\r\n\u001a\n", "an HDF5 file (Keras saves models so)"),
          new FileSignature(0, "PK\u0003\u0004", "a zip archive (.pt, .keras and .npz files are)"),
          new FileSignature(0, "\u0093NUMPY", "a NumPy array"),
          new FileSignature(0, "\u0089PNG\r\n\u001a\n", "a PNG image"),
          new FileSignature(0, "\u00ff\u00d8\u00ff", "a JPEG image"),
          new FileSignature(0, "GIF8", "a GIF image"),
          new FileSignature(0, "%PDF", "a PDF document"),
          new FileSignature(0, "\u001f\u008b", "a gzip archive"),
          new FileSignature(0, "\u007fELF", "an ELF program"),
          new FileSignature(
              0,
              "version https://git-lfs",
              "a Git LFS pointer; fetch the file itself with git lfs pull"),
          new FileSignature(0, "<!DOCTYPE", "a web page"),
          new FileSignature(0, "<html", "a web page"));

  /** Enough bytes to judge whether a file is text. */
  private static final int TEXT_PROBE = 512;

  /** What the contents look like, or null if nothing is known of them. */
  static @Nullable String formatOf(byte[] contents) {
    for (FileSignature signature : KNOWN) {
      byte[] expected = signature.bytes.getBytes(StandardCharsets.ISO_8859_1);
      int end = signature.offset + expected.length;
      if (contents.length >= end
          && Arrays.equals(contents, signature.offset, end, expected, 0, expected.length)) {
        return signature.format;
      }
    }
    return isText(contents) ? "text" : null;
  }

  private static boolean isText(byte[] contents) {
    int length = Math.min(contents.length, TEXT_PROBE);
    for (int i = 0; i < length; i++) {
      boolean printable = contents[i] >= ' ' || contents[i] < 0;
      if (!printable && contents[i] != '\n' && contents[i] != '\r' && contents[i] != '\t') {
        return false;
      }
    }
    return length > 0;
  }
}
