package io.nn2fpga.importer.tflite;

import com.google.auto.service.AutoService;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelReader;
import io.nn2fpga.importer.ReadOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** TensorFlow Lite files: those that bear the format's mark or name. */
@AutoService(ModelReader.class)
public final class TfliteReader implements ModelReader {
  /** The format's name. */
  public static final String FORMAT = "TFLite";

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public boolean reads(Path path, byte[] head) {
    return TfliteFile.isMarked(head)
        || path.toString().toLowerCase(Locale.ROOT).endsWith(".tflite");
  }

  @Override
  public ImportedModel read(Path path, ReadOptions options) {
    return TfliteImporter.read(path, options);
  }

  @Override
  public Set<String> operators() {
    return TfliteImporter.operators();
  }
}
