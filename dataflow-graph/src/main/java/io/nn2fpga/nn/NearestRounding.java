package io.nn2fpga.nn;

/** Which of the two neighbours of a coordinate is the nearest; ONNX' names. */
public enum NearestRounding {
  /** The nearer one, the lower of two equally near. */
  ROUND_PREFER_FLOOR,
  /** The nearer one, the higher of two equally near. */
  ROUND_PREFER_CEIL,
  /** The lower one. */
  FLOOR,
  /** The higher one. */
  CEIL;

  double round(double coordinate) {
    return switch (this) {
      case ROUND_PREFER_FLOOR -> Math.ceil(coordinate - 0.5);
      case ROUND_PREFER_CEIL -> Math.floor(coordinate + 0.5);
      case FLOOR -> Math.floor(coordinate);
      case CEIL -> Math.ceil(coordinate);
    };
  }
}
