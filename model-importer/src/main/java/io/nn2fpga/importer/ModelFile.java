package io.nn2fpga.importer;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.exec.TensorExecutor;
import io.nn2fpga.importer.onnx.OnnxReader;
import io.nn2fpga.importer.onnx.OnnxRuntimeExecutor;
import io.nn2fpga.importer.tflite.TfliteReader;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.nn.KernelInterpreter;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.KernelSet;
import io.nn2fpga.quant.QuantizedKernels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Model files of any format. */
public final class ModelFile {
  private static final int HEAD = 64;

  private ModelFile() {}

  /** The readers of all formats, by the format's name. */
  public static List<ModelReader> readers() {
    return ServiceLoader.load(ModelReader.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(ModelReader::format))
        .toList();
  }

  /**
   * Imports a model of any format.
   *
   * @throws DiagnosticException with everything that keeps it from being imported
   */
  public static ImportedModel read(Path path, ReadOptions options) {
    byte[] head = head(path);
    return readers().stream()
        .filter(reader -> reader.reads(path, head))
        .findFirst()
        .orElseThrow(() -> unknownFormat(path))
        .read(path, options);
  }

  /**
   * What computes the model as its own framework does: ONNX Runtime where it reads the file and the
   * file names all observed values, else the interpreter of the imported graph.
   *
   * @param observed names of values of the imported graph to return
   * @param threads threads within an operator, at least 1; the interpreter uses one
   */
  public static FloatExecutor executor(
      ImportedModel model, Collection<String> observed, int threads) {
    return hasRuntime(model) && OnnxRuntimeExecutor.names(model, observed)
        ? new OnnxRuntimeExecutor(model, observed, threads)
        : interpreter(model, observed);
  }

  /**
   * What evaluates the imported graph: a TFLite model with codes, be it only for its weights, with
   * the arithmetic of its kernels, any other in real numbers between its quantizers.
   *
   * @param observed names of values of the imported graph to return
   */
  public static TensorExecutor interpreter(ImportedModel model, Collection<String> observed) {
    boolean coded = model.isQuantized() || model.isHybrid();
    return model.format().equals(TfliteReader.FORMAT) && coded
        ? new KernelInterpreter(model.graph(), QuantizedKernels.of(model.kernels()), observed)
        : new NnInterpreter(model.graph(), observed);
  }

  /**
   * What evaluates a part of an imported graph.
   *
   * @param kernels whose arithmetic the model has
   * @param observed names of values of the part to return
   */
  public static TensorExecutor interpreter(
      Graph part, KernelSet kernels, Collection<String> observed) {
    return kernels.isTflite()
        ? new KernelInterpreter(part, QuantizedKernels.of(kernels), observed)
        : new NnInterpreter(part, observed);
  }

  /** Whether ONNX Runtime can run the file itself, as something to compare the import with. */
  public static boolean hasRuntime(ImportedModel model) {
    return model.format().equals(OnnxReader.FORMAT)
        && model.kernels() != KernelSet.QONNX
        && OnnxRuntimeExecutor.reads(model);
  }

  private static byte[] head(Path path) {
    if (!Files.isRegularFile(path)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      return new byte[0]; // the format's reader says what is wrong with the file
    }
  }

  private static DiagnosticException unknownFormat(Path path) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.MALFORMED_FILE,
            "a file of no known format",
            path.toString(),
            "give a model of one of the formats "
                + readers().stream().map(ModelReader::format).collect(Collectors.joining(", "))));
  }
}
