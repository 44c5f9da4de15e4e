package io.nn2fpga.cli;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a folder named in the place of a model holds; paths begin as the user named the folder.
 *
 * @param project its project file, which names the model; null if there is none
 * @param model its only model file; null if there is a project file
 */
record ModelFolder(@Nullable Path project, @Nullable Path model) {
  private static final String PROJECT = "nn2fpga.yaml";
  private static final List<String> FORMATS = List.of(".onnx", ".tflite", ".h5", ".keras", ".mlir");

  /**
   * Looks into a folder.
   *
   * @param named how the user named it
   * @throws DiagnosticException PROJECT_FILE if it has neither a project file nor exactly one model
   */
  static ModelFolder of(Path folder, Path named) {
    if (Files.isRegularFile(folder.resolve(PROJECT))) {
      return new ModelFolder(named.resolve(PROJECT), null);
    }
    List<Path> models = models(folder);
    if (models.size() == 1) {
      return new ModelFolder(null, named.resolve(models.get(0).getFileName()));
    }
    throw new DiagnosticException(
        Diagnostic.of(
            Code.PROJECT_FILE,
            models.isEmpty()
                ? "the folder holds neither " + PROJECT + " nor a model"
                : "the folder holds " + models.size() + " models and no " + PROJECT,
            named.toString(),
            "name a model file, or './nn2fpga init MODEL' writes a project file beside one"));
  }

  private static List<Path> models(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> FORMATS.stream().anyMatch(end -> file.toString().endsWith(end)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
