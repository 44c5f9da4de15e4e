package io.nn2fpga.ir;

/** A tensor's type and elements. The arrays are not copied; treat them as immutable. */
public sealed interface Tensor permits FloatTensor, IntTensor, LongTensor {
  /** Shape and element type. */
  TensorType type();
}
