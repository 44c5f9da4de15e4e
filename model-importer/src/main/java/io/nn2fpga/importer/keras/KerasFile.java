package io.nn2fpga.importer.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A Keras model's parts, whatever file they came in.
 *
 * @param bytes the contents of the file that the user named
 * @param config what the model consists of
 * @param version of Keras that wrote it, empty if it does not say
 * @param weights an HDF5 file's contents
 * @param weightsAt the name of that file, for messages
 */
@SuppressWarnings("ArrayRecordComponent") // the file's contents, handed on as they are
record KerasFile(byte[] bytes, JsonNode config, String version, byte[] weights, String weightsAt) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** No network for an FPGA is larger. */
  private static final long MAX_BYTES = 1L << 30;

  /** Deflate's limit, rounded up. */
  private static final long MAX_COMPRESSION = 1100;

  private static final String AGAIN = "copy or save the model again";

  /**
   * Reads a file and, for a {@code .json}, the weights beside it.
   *
   * @throws DiagnosticException if there is no such file, or it is no Keras model
   */
  static KerasFile read(Path path) {
    byte[] bytes = contents(path);
    String name = String.valueOf(path.getFileName());
    String start = new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.ISO_8859_1);
    if (start.startsWith("PK")) {
      return archive(path, bytes, name);
    }
    if (start.startsWith("{")) {
      Path weights = weightsBeside(path, name);
      JsonNode config = json(new String(bytes, StandardCharsets.UTF_8), name);
      return new KerasFile(
          bytes,
          config,
          config.path("keras_version").asText(""),
          contents(weights),
          String.valueOf(weights.getFileName()));
    }
    if (!start.equals(Hdf5File.SIGNATURE)) {
      throw malformed(
          name,
          "neither an HDF5 file nor a .keras archive nor a model's configuration in JSON",
          "save the model with model.save('model.keras')");
    }
    return whole(bytes, name);
  }

  private static KerasFile whole(byte[] bytes, String name) {
    try (Hdf5File file = Hdf5File.open(bytes, name)) {
      String config = file.text("model_config");
      if (config == null) {
        throw malformed(
            name,
            "the HDF5 file holds no model, at most its weights",
            "save the whole model, or put its configuration beside it as model.json");
      }
      String version = file.text("keras_version");
      return new KerasFile(bytes, json(config, name), version == null ? "" : version, bytes, name);
    }
  }

  private static KerasFile archive(Path path, byte[] bytes, String name) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      String config = new String(entry(zip, "config.json", bytes, name), StandardCharsets.UTF_8);
      ZipEntry metadata = zip.getEntry("metadata.json");
      String version =
          metadata == null
              ? ""
              : json(
                      new String(entry(zip, "metadata.json", bytes, name), StandardCharsets.UTF_8),
                      name)
                  .path("keras_version")
                  .asText("");
      byte[] weights = entry(zip, "model.weights.h5", bytes, name);
      return new KerasFile(bytes, json(config, name), version, weights, name);
    } catch (IOException | IllegalArgumentException e) {
      throw malformed(name, "the archive is truncated or corrupt", AGAIN);
    }
  }

  private static byte[] entry(ZipFile zip, String part, byte[] bytes, String name)
      throws IOException {
    ZipEntry entry = zip.getEntry(part);
    if (entry == null) {
      throw malformed(
          name, "the archive holds no '" + part + "'", "save it with model.save('model.keras')");
    }
    long limit = Math.min(MAX_BYTES, bytes.length * MAX_COMPRESSION);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] contents = in.readNBytes((int) limit);
      if (in.read() >= 0) {
        throw malformed(name, "'" + part + "' is larger than " + limit + " bytes", null);
      }
      return contents;
    }
  }

  private static Path weightsBeside(Path path, String name) {
    String stem = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    List<String> candidates =
        List.of(stem + ".weights.h5", stem + "_weights.h5", stem + ".h5", "model.weights.h5");
    for (String candidate : candidates) {
      Path weights = path.resolveSibling(candidate);
      if (Files.isRegularFile(weights)) {
        return weights;
      }
    }
    throw new DiagnosticException(
        Diagnostic.of(
            Code.FILE_NOT_FOUND,
            "the weights are missing: none of " + candidates + " is beside the model",
            path.toString(),
            "save them with model.save_weights('" + stem + ".weights.h5')"));
  }

  private static JsonNode json(String text, String name) {
    try {
      JsonNode node = JSON.readTree(text);
      if (node == null
          || !node.isObject()
          || (!node.has("class_name") && !node.has("keras_version"))) {
        throw malformed(
            name, "the configuration is not that of a Keras model", "save it with model.to_json()");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw malformed(name, "the model's configuration is no valid JSON", AGAIN);
    }
  }

  private static byte[] contents(Path path) {
    if (!Files.isRegularFile(path)) {
      String message = Files.exists(path) ? "this is not a file" : "there is no such file";
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, message, path.toString(), null));
    }
    try {
      long size = Files.size(path);
      if (size == 0 || size > MAX_BYTES) {
        throw malformed(
            path.toString(),
            size == 0
                ? "the file is empty"
                : "a file of " + size + " bytes; models end at " + MAX_BYTES,
            null);
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the file cannot be read", path.toString(), e.getMessage()));
    }
  }

  private static DiagnosticException malformed(String at, String message, @Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(Code.MALFORMED_FILE, message, at, hint));
  }
}
