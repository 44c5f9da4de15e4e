package io.nn2fpga.quant;

/** Which of its loops a kernel set uses for a sum of products. */
public enum LinearKind {
  /** A convolution whose output channels read several input channels, or the only one. */
  CONVOLUTION,
  /** A convolution of each channel on its own. */
  DEPTHWISE,
  /** A fully connected layer or a matrix product. */
  DENSE,
  /** A transposed convolution. */
  TRANSPOSED
}
