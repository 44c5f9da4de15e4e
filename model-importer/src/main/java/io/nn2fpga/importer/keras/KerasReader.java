package io.nn2fpga.importer.keras;

import com.google.auto.service.AutoService;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelReader;
import io.nn2fpga.importer.ReadOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Keras models: {@code .keras}, {@code .h5} and {@code .json}. */
@AutoService(ModelReader.class)
public final class KerasReader implements ModelReader {
  /** The format's name. */
  public static final String FORMAT = "Keras";

  private static final List<String> ENDINGS = List.of(".keras", ".h5", ".hdf5", ".json");

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public boolean reads(Path path, byte[] head) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    String start = new String(head, StandardCharsets.ISO_8859_1);
    return ENDINGS.stream().anyMatch(name::endsWith) || start.startsWith(Hdf5File.SIGNATURE);
  }

  @Override
  public ImportedModel read(Path path, ReadOptions options) {
    return KerasImporter.read(path);
  }

  @Override
  public Set<String> operators() {
    return KerasImporter.layers();
  }
}
