package io.nn2fpga.cli;

import io.nn2fpga.cli.project.CustomOperatorsOption;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that read a model file. */
final class ReadingOptions {
  @Option(
      names = "--axis-zero",
      paramLabel = "READING",
      description =
          "auto, batch (axis 0 of the inputs counts samples) or whole (it is an axis like any"
              + " other); default ${DEFAULT-VALUE}.")
  private AxisZero axisZero = AxisZero.AUTO;

  @Option(
      names = "--bind",
      paramLabel = "INPUT=FILE.npy",
      description = "Fix the value of an input that has to be known at import, such as a shape.")
  private Map<String, Path> bound = new LinkedHashMap<>();

  @Option(
      names = "--tflite-kernels",
      paramLabel = "KERNELS",
      defaultValue = "xnnpack",
      description =
          "xnnpack, builtin or reference: whose arithmetic a quantized TFLite model has; default"
              + " ${DEFAULT-VALUE}.")
  private String kernels = "xnnpack";

  @Mixin private CustomOperatorsOption customOperators = new CustomOperatorsOption();

  /**
   * The options as importers take them.
   *
   * @throws DiagnosticException if a named file cannot be read, or there is no such kernel set
   */
  ReadOptions options(Session session) {
    Map<String, NpyArray> values = new LinkedHashMap<>();
    bound.forEach((input, file) -> values.put(input, NpyFile.read(session.path(file))));
    return new ReadOptions(kernelSet(kernels))
        .with(axisZero)
        .with(values)
        .withCustomOperators(customOperators.files(session::path));
  }

  /**
   * The kernel set of that name.
   *
   * @throws DiagnosticException if there is none
   */
  static KernelSet kernelSet(String kernels) {
    KernelSet set = KernelSet.tflite(kernels);
    if (set == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "there are no TFLite kernels '" + kernels + "'",
              "--tflite-kernels",
              "use xnnpack, builtin or reference"));
    }
    return set;
  }
}
