package io.nn2fpga.nn;

/** How a number between places is found. */
public enum Interpolation {
  /** That of the nearest place. */
  NEAREST,
  /** On the line between the two neighbours, along each axis. */
  LINEAR,
  /** On the cubic through four neighbours, along each axis. */
  CUBIC;

  /** How far a place reaches along an axis, in places of the original. */
  int support() {
    return this == CUBIC ? 2 : 1;
  }

  /**
   * The weight of a place at a distance: the triangle of linear interpolation, or the cubic
   * convolution kernel of R. Keys, "Cubic convolution interpolation for digital image processing",
   * IEEE Trans. ASSP 29 (1981), equation 15 with a free a.
   */
  double weight(double distance, double a) {
    double x = Math.abs(distance);
    if (this != CUBIC) {
      return Math.max(0, 1 - x);
    }
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  }
}
