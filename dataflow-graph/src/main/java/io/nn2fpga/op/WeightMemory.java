package io.nn2fpga.op;

/** Where a layer's weights are; results and cycles are the same. */
public enum WeightMemory {
  /** In LUTs or block RAM, as synthesis finds best, filled by the bitstream. */
  ROM,
  /** In the single-port RAM of an iCE40 UltraPlus, filled from the flash after configuration. */
  SPRAM
}
