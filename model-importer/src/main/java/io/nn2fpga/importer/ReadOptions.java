package io.nn2fpga.importer;

import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.quant.KernelSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a user may say about how a model file is to be read.
 *
 * @param tfliteKernels the kernel set that gives a quantized TFLite model its arithmetic
 * @param axisZero how axis 0 of the inputs is read, in formats that do not say
 * @param bound values of inputs that are fixed, by the input's name; whole tensors with the model's
 *     own axes. Shapes, axes and pads have to be known at import.
 * @param customOperators files that define operators in Einstein notation, for nodes of other
 *     domains than the format's own
 */
public record ReadOptions(
    KernelSet tfliteKernels,
    AxisZero axisZero,
    Map<String, NpyArray> bound,
    List<Path> customOperators) {
  /** What holds if the user says nothing. */
  public static final ReadOptions DEFAULT = new ReadOptions(KernelSet.TFLITE_XNNPACK);

  /** Copies the collections. */
  public ReadOptions {
    bound = Map.copyOf(bound);
    customOperators = List.copyOf(customOperators);
  }

  /** Options with a kernel set, and defaults for the rest. */
  public ReadOptions(KernelSet tfliteKernels) {
    this(tfliteKernels, AxisZero.AUTO, Map.of(), List.of());
  }

  /** The same with another reading of axis 0. */
  public ReadOptions with(AxisZero reading) {
    return new ReadOptions(tfliteKernels, reading, bound, customOperators);
  }

  /** The same with other inputs fixed. */
  public ReadOptions with(Map<String, NpyArray> inputs) {
    return new ReadOptions(tfliteKernels, axisZero, inputs, customOperators);
  }

  /** The same with other files of custom operators. */
  public ReadOptions withCustomOperators(List<Path> files) {
    return new ReadOptions(tfliteKernels, axisZero, bound, files);
  }

  /** The hint of a diagnostic about an input whose value is needed at import. */
  public static String bindHint(String input) {
    return "fix its value with --bind " + input + "=FILE.npy";
  }
}
