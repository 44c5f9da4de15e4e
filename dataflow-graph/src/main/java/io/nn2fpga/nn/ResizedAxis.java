package io.nn2fpga.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One axis of a {@link Resize}: for each place of the result, places of the operand and weights.
 */
final class ResizedAxis {
  private final Resize resize;
  private final int axis;
  private final int extent;
  private final int[][] places;
  private final double[][] weights;
  private final boolean[] beyond;

  /**
   * An axis.
   *
   * @param extent of the operand along it
   */
  ResizedAxis(Resize resize, int axis, int extent) {
    this.resize = resize;
    this.axis = axis;
    this.extent = extent;
    int count = resize.shape().get(axis);
    places = new int[count][];
    weights = new double[count][];
    beyond = new boolean[count];
    if (!isIdentity()) {
      for (int i = 0; i < count; i++) {
        double x = coordinate(i);
        beyond[i] =
            resize.coordinates() == CoordinateTransform.TF_CROP_AND_RESIZE
                && (x < 0 || x > extent - 1);
        weigh(i, x);
      }
    }
  }

  boolean isIdentity() {
    return extent == resize.shape().get(axis)
        && resize.scales().get(axis) == 1
        && first() == 0
        && last() == 1;
  }

  private double first() {
    return resize.region().isEmpty() ? 0 : resize.region().get(axis);
  }

  private double last() {
    return resize.region().isEmpty() ? 1 : resize.region().get(axis + resize.shape().size());
  }

  private double coordinate(int i) {
    double scale = resize.scales().get(axis);
    double scaled = scale * extent;
    int count = resize.shape().get(axis);
    double half = (i + 0.5) / scale - 0.5;
    return switch (resize.coordinates()) {
      case HALF_PIXEL -> half;
      case HALF_PIXEL_SYMMETRIC -> half + extent / 2.0 * (1 - count / scaled);
      case PYTORCH_HALF_PIXEL -> count > 1 ? half : 0;
      case ALIGN_CORNERS -> scaled == 1 ? 0 : i * (extent - 1) / (scaled - 1);
      case ASYMMETRIC -> i / scale;
      case TF_HALF_PIXEL_FOR_NN -> (i + 0.5) / scale;
      case TF_CROP_AND_RESIZE ->
          count == 1
              ? 0.5 * (first() + last()) * (extent - 1)
              : (first() + i * (last() - first()) / (count - 1)) * (extent - 1);
    };
  }

  private void weigh(int i, double x) {
    if (resize.mode() == Interpolation.NEAREST) {
      places[i] = new int[] {clamped(resize.nearest().round(x))};
      weights[i] = new double[] {1};
      return;
    }
    double squeeze = resize.antialias() ? Math.min(1, resize.scales().get(axis)) : 1;
    int lowest = (int) Math.floor(-resize.mode().support() / squeeze) + 1;
    int count = 2 - 2 * lowest;
    double below = Math.ceil(x) - 1;
    places[i] = new int[count];
    weights[i] = new double[count];
    double sum = 0;
    for (int k = 0; k < count; k++) {
      double place = below + lowest + k;
      places[i][k] = clamped(place);
      boolean outside = place < 0 || place >= extent;
      weights[i][k] =
          outside && resize.excludeOutside()
              ? 0
              : resize.mode().weight(squeeze * (place - x), resize.cubic());
      sum += weights[i][k];
    }
    for (int k = 0; k < count && sum != 0; k++) {
      weights[i][k] /= sum;
    }
  }

  private int clamped(double place) {
    return (int) Math.max(0, Math.min(extent - 1, place));
  }

  /** The places that are repeated, or null if numbers are computed. */
  int @Nullable [] repeated() {
    int[] result = new int[places.length];
    for (int i = 0; i < result.length; i++) {
      if (isIdentity()) {
        result[i] = i;
      } else if (beyond[i] || places[i].length != 1) {
        return null;
      } else {
        result[i] = places[i][0];
      }
    }
    return result;
  }

  /**
   * The numbers resized along this axis.
   *
   * @param extents of {@code x}, row major
   */
  double[] apply(double[] x, List<Integer> extents) {
    int inner = 1;
    for (int i = axis + 1; i < extents.size(); i++) {
      inner *= extents.get(i);
    }
    int outer = x.length / inner / extent;
    double[] result = new double[outer * places.length * inner];
    int next = 0;
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < places.length; i++) {
        for (int k = 0; k < inner; k++) {
          double sum = beyond[i] ? resize.extrapolation() : 0;
          for (int tap = 0; !beyond[i] && tap < places[i].length; tap++) {
            sum += weights[i][tap] * x[(o * extent + places[i][tap]) * inner + k];
          }
          result[next++] = sum;
        }
      }
    }
    return result;
  }
}
