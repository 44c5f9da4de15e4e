package io.nn2fpga.nn;

/** Which place of the original axis a place of the resized one shows; ONNX' names. */
public enum CoordinateTransform {
  /** (i + ½) / scale − ½: pixels are areas. */
  HALF_PIXEL,
  /** As HALF_PIXEL, about the middle of the axis where the scaled extent is no whole number. */
  HALF_PIXEL_SYMMETRIC,
  /** As HALF_PIXEL, but 0 if the result has one place. */
  PYTORCH_HALF_PIXEL,
  /** i · (original extent − 1) / (scaled extent − 1): the outermost pixels' centres coincide. */
  ALIGN_CORNERS,
  /** i / scale. */
  ASYMMETRIC,
  /** (i + ½) / scale. */
  TF_HALF_PIXEL_FOR_NN,
  /** As ALIGN_CORNERS, within a region of interest. */
  TF_CROP_AND_RESIZE
}
