package io.nn2fpga.quant;

/** The order of axes of image data, without the batch axis. */
public enum DataLayout {
  /** Channels, rows, columns. */
  NCHW,
  /** Rows, columns, channels. */
  NHWC
}
