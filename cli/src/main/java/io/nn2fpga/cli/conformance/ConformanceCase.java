package io.nn2fpga.cli.conformance;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.importer.onnx.TensorFile;
import io.nn2fpga.nn.NumberFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A case of an operator test.
 *
 * @param name the folder's name
 * @param model the model's file
 * @param dataSets folders of {@code input_*} and {@code output_*} files, at least one
 */
record ConformanceCase(String name, Path model, List<Path> dataSets) {
  private static final String ONNX = "model.onnx";
  private static final String TFLITE = "model.tflite";
  private static final String DATA_SET = "test_data_set_";

  /**
   * A tensor of a case.
   *
   * @param array the elements; axis 0 is the tensor's own
   * @param format what the elements are in the model
   */
  record Data(NpyArray array, NumberFormat format) {}

  /** Copies the list. */
  ConformanceCase {
    dataSets = List.copyOf(dataSets);
  }

  /**
   * All cases below a folder, by name.
   *
   * @throws DiagnosticException if there are none
   */
  static List<ConformanceCase> below(Path folder) {
    List<ConformanceCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.endsWith(ONNX) || file.endsWith(TFLITE))
          .sorted()
          .forEach(file -> addCase(file, cases));
    } catch (IOException | UncheckedIOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the folder cannot be read", folder.toString(), e.getMessage()));
    }
    if (cases.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "there is no case of an operator test in this folder",
              folder.toString(),
              "a case is a folder of model.onnx and test_data_set_0/, or of model.tflite and"
                  + " input_0.npy"));
    }
    return cases;
  }

  private static void addCase(Path model, List<ConformanceCase> cases) {
    Path folder = model.toAbsolutePath().resolveSibling("");
    List<Path> dataSets = new ArrayList<>();
    if (model.endsWith(TFLITE)) {
      dataSets.add(folder);
    } else {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .filter(file -> String.valueOf(file.getFileName()).startsWith(DATA_SET))
            .sorted()
            .forEach(dataSets::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    boolean compares = dataSets.stream().anyMatch(set -> !files(set, "output_").isEmpty());
    if (compares) {
      cases.add(new ConformanceCase(String.valueOf(folder.getFileName()), model, dataSets));
    }
  }

  /** Whether the model is an ONNX file. */
  boolean isOnnx() {
    return model.endsWith(ONNX);
  }

  /**
   * The inputs of a data set, in the order of the model's inputs.
   *
   * @throws DiagnosticException if a file cannot be used
   */
  static List<Data> inputs(Path dataSet) {
    return files(dataSet, "input_").stream().map(ConformanceCase::read).toList();
  }

  /**
   * The expected outputs of a data set, in the order of the model's outputs.
   *
   * @throws DiagnosticException if a file cannot be used
   */
  static List<Data> outputs(Path dataSet) {
    return files(dataSet, "output_").stream().map(ConformanceCase::read).toList();
  }

  private static List<Path> files(Path dataSet, String prefix) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; ; i++) {
      Path protobuf = dataSet.resolve(prefix + i + ".pb");
      Path numpy = dataSet.resolve(prefix + i + ".npy");
      if (Files.exists(protobuf)) {
        files.add(protobuf);
      } else if (Files.exists(numpy)) {
        files.add(numpy);
      } else {
        return files;
      }
    }
  }

  private static Data read(Path file) {
    if (file.toString().endsWith(".pb")) {
      TensorFile tensor = TensorFile.read(file);
      return new Data(tensor.array(), tensor.format());
    }
    NpyArray array = NpyFile.read(file);
    NumberFormat format =
        switch (array.type()) {
          case B1 -> NumberFormat.BOOL;
          case U1 -> NumberFormat.UINT8;
          case I1 -> NumberFormat.INT8;
          case U2 -> NumberFormat.UINT16;
          case I2 -> NumberFormat.INT16;
          case I4 -> NumberFormat.INT32;
          case I8 -> NumberFormat.INT64;
          case F2 -> NumberFormat.FLOAT16;
          case F4 -> NumberFormat.FLOAT32;
          case F8 -> NumberFormat.FLOAT64;
        };
    return new Data(array, format);
  }
}
