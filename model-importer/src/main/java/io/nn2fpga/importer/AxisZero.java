package io.nn2fpga.importer;

/** How axis 0 of a model's inputs is read. */
public enum AxisZero {
  /** {@link #BATCH} if the model imports so, else {@link #WHOLE}. */
  AUTO,
  /** It counts samples: it is free or 1, and the nn graph, one sample's computation, lacks it. */
  BATCH,
  /** It counts samples, of which a model may also fix the number; the nn graph lacks it. */
  FIXED_BATCH,
  /** It is an axis like any other: the nn graph takes tensors whole. */
  WHOLE
}
