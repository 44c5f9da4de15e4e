package io.nn2fpga.boards;

/**
 * What a Vivado block design must know of a board's processing system.
 *
 * @param boardPart Vivado's board part without its version, for example {@code
 *     xilinx.com:zcu104:part0}; its preset configures the processor's memory and pins
 * @param processor the processing system's kind
 */
public record Zynq(String boardPart, Processor processor) {

  /** Processing systems; their names and ports are in {@code project_processor.tcl}. */
  public enum Processor {
    /** Zynq 7000 (IP {@code processing_system7}): high-performance ports of 64 bits. */
    ZYNQ7("zynq7", 64, 32),
    /** Zynq UltraScale+ (IP {@code zynq_ultra_ps_e}): high-performance ports of 128 bits. */
    ZYNQMP("zynqmp", 128, 40);

    private final String word;
    private final int memoryWidth;
    private final int addressWidth;

    Processor(String word, int memoryWidth, int addressWidth) {
      this.word = word;
      this.memoryWidth = memoryWidth;
      this.addressWidth = addressWidth;
    }

    /** The word in a descriptor. */
    public String word() {
      return word;
    }

    /** Bits of a high-performance port from the logic to memory. */
    public int memoryWidth() {
      return memoryWidth;
    }

    /** Bits of a physical address that a DMA in the logic must form to reach all of memory. */
    public int addressWidth() {
      return addressWidth;
    }
  }
}
