package io.nn2fpga.importer.onnx;

import com.google.auto.service.AutoService;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelReader;
import io.nn2fpga.importer.ReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** ONNX files. A file whose name says no other format is taken for one, too. */
@AutoService(ModelReader.class)
public final class OnnxReader implements ModelReader {
  /** The format's name. */
  public static final String FORMAT = "ONNX";

  /** The format's name where nodes are what the user's definitions say, which no runtime knows. */
  public static final String FORMAT_WITH_CUSTOM_OPERATORS = "ONNX with custom operators";

  /** Endings of other formats' file names. */
  private static final List<String> OTHERS =
      List.of(".tflite", ".h5", ".hdf5", ".keras", ".mlir", ".stablehlo");

  @Override
  public String format() {
    return FORMAT;
  }

  @Override
  public boolean reads(Path path, byte[] head) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return OTHERS.stream().noneMatch(name::endsWith);
  }

  @Override
  public ImportedModel read(Path path, ReadOptions options) {
    return OnnxImporter.read(path, options);
  }

  @Override
  public Set<String> operators() {
    return OnnxImporter.operators();
  }
}
