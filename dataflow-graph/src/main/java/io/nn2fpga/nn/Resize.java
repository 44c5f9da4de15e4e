package io.nn2fpga.nn;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor with more or fewer places along its axes, interpolated along one axis after the other:
 * ONNX' Resize.
 *
 * @param shape of the result
 * @param scales how many places each place becomes, one number an axis; 1 leaves an axis alone
 *     where the shape does too
 * @param mode how numbers between places are found
 * @param coordinates which place of the operand a place of the result shows
 * @param nearest which neighbour is taken if {@code mode} is NEAREST
 * @param cubic the coefficient a if {@code mode} is CUBIC
 * @param excludeOutside whether places outside the operand have no weight, or repeat its border
 * @param antialias whether a smaller result is the mean of all that a place covers
 * @param region first and last place, as a share of the axis, that TF_CROP_AND_RESIZE shows: all
 *     first ones, then all last ones; empty for the whole operand
 * @param extrapolation what a place beyond the operand holds under TF_CROP_AND_RESIZE
 */
public record Resize(
    List<Integer> shape,
    List<Double> scales,
    Interpolation mode,
    CoordinateTransform coordinates,
    NearestRounding nearest,
    double cubic,
    boolean excludeOutside,
    boolean antialias,
    List<Double> region,
    double extrapolation)
    implements NnOperation, AxisWise {

  /** Copies and checks the attributes. */
  public Resize {
    shape = List.copyOf(shape);
    scales = List.copyOf(scales);
    region = List.copyOf(region);
    if (scales.size() != shape.size()
        || scales.stream().anyMatch(s -> !(s > 0) || s.isInfinite())
        || (!region.isEmpty() && region.size() != 2 * shape.size())) {
      throw new IllegalArgumentException("scales " + scales + " for a result of " + shape);
    }
  }

  /**
   * Every pixel of {@code [C, H, W]} becomes a block of equal ones.
   *
   * @param rows rows of a block
   * @param columns columns of a block
   */
  public static Resize repeat(TensorType x, int rows, int columns) {
    return new Resize(
        List.of(x.extent(0), x.extent(1) * rows, x.extent(2) * columns),
        List.of(1.0, (double) rows, (double) columns),
        Interpolation.NEAREST,
        CoordinateTransform.ASYMMETRIC,
        NearestRounding.FLOOR,
        -0.75,
        false,
        false,
        List.of(),
        0);
  }

  @Override
  public Resize withAxes(List<Integer> order) {
    int axes = shape.size();
    List<Double> regions = new ArrayList<>();
    if (!region.isEmpty()) {
      regions.addAll(AxisWise.reordered(region.subList(0, axes), order));
      regions.addAll(AxisWise.reordered(region.subList(axes, 2 * axes), order));
    }
    return new Resize(
        AxisWise.reordered(shape, order),
        AxisWise.reordered(scales, order),
        mode,
        coordinates,
        nearest,
        cubic,
        excludeOutside,
        antialias,
        regions,
        extrapolation);
  }

  @Override
  public String mnemonic() {
    return "resize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.count(inputs, 1, 1);
    Operands.tensor(inputs, 0, shape.size(), "the input");
    return Operands.result(shape.stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public List<FloatTensor> evaluate(List<Tensor> inputs) {
    List<Integer> extents = new ArrayList<>(inputs.get(0).type().shape());
    float[] x = Operands.data(inputs, 0);
    double[] numbers = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      numbers[i] = x[i];
    }
    for (int axis = 0; axis < shape.size(); axis++) {
      ResizedAxis resized = new ResizedAxis(this, axis, extents.get(axis));
      if (!resized.isIdentity()) {
        numbers = resized.apply(numbers, extents);
        extents.set(axis, shape.get(axis));
      }
    }
    float[] result = new float[numbers.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) numbers[i];
    }
    return List.of(Operands.result(this, inputs, result));
  }

  /**
   * For each place of the result along an axis the place of the operand that it repeats, or null if
   * numbers are computed there.
   *
   * @param extent of the operand along the axis
   */
  public int @org.jspecify.annotations.Nullable [] repeated(int axis, int extent) {
    return new ResizedAxis(this, axis, extent).repeated();
  }
}
