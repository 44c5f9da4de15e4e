package io.nn2fpga.importer.onnx;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dequantize node needs to give a constant.
 *
 * @param scale a scalar, or one an index of {@code axis}
 * @param zero a scalar, or one an index of {@code axis}
 */
record QuantizedConstant(IntTensor codes, FloatTensor scale, FloatTensor zero, int axis) {
  /**
   * The constant with its scales and zero points along one axis.
   *
   * @return null if they differ along more than one, which no operation of the graph expresses
   */
  static @Nullable QuantizedConstant of(Constant.Codes constant) {
    List<Integer> dims = constant.dims();
    int axis = axis(constant.scales(), dims);
    int zeroAxis = axis(constant.zeros(), dims);
    if (axis < 0 || zeroAxis < 0) {
      return null;
    }
    boolean single = isUniform(constant.scales());
    boolean singleZero = isUniform(constant.zeros());
    if (!single && !singleZero && axis != zeroAxis) {
      return null;
    }
    int shared = single ? zeroAxis : axis;
    return new QuantizedConstant(
        new IntTensor(new TensorType(dims, constant.element()), constant.codes()),
        along(constant.scales(), dims, shared, single),
        along(constant.zeros(), dims, shared, singleZero),
        shared);
  }

  /** The only axis along which parameters differ; 0 if they do not, −1 if there are several. */
  private static int axis(float[] parameters, List<Integer> dims) {
    if (isUniform(parameters)) {
      return 0;
    }
    int inner = parameters.length;
    for (int axis = 0; axis < dims.size(); axis++) {
      int extent = dims.get(axis);
      inner /= extent;
      if (extent > 1 && dependsOn(parameters, inner, extent)) {
        return axis;
      }
    }
    return -1;
  }

  private static boolean isUniform(float[] parameters) {
    for (float parameter : parameters) {
      if (parameter != parameters[0]) {
        return false;
      }
    }
    return true;
  }

  private static boolean dependsOn(float[] parameters, int inner, int extent) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i] != parameters[i / inner % extent * inner]) {
        return false;
      }
    }
    return true;
  }

  private static FloatTensor along(
      float[] parameters, List<Integer> dims, int axis, boolean single) {
    if (single) {
      return FloatTensor.of(Arrays.copyOf(parameters, 1));
    }
    int inner = 1;
    for (int extent : dims.subList(axis + 1, dims.size())) {
      inner *= extent;
    }
    float[] result = new float[dims.get(axis)];
    for (int i = 0; i < result.length; i++) {
      result[i] = parameters[i * inner];
    }
    return FloatTensor.of(result, result.length);
  }
}
