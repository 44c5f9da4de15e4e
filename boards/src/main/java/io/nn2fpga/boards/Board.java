package io.nn2fpga.boards;

import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.cost.Resources;
import org.jspecify.annotations.Nullable;

/**
 * A board that a network can be built for.
 *
 * @param name the word that {@code --board} takes
 * @param title maker and product name
 * @param part the FPGA, as the tools of its flow name it
 * @param family what things cost on this FPGA
 * @param resources all that the FPGA has
 * @param clockMhz the clock that designs aim at; a target, not a measurement
 * @param flow the tools that turn Verilog into a bitstream
 * @param zynq the processor beside the logic, without which no Vivado project can be made; null on
 *     boards of other flows
 */
public record Board(
    String name,
    String title,
    String part,
    DeviceFamily family,
    Resources resources,
    double clockMhz,
    Flow flow,
    @Nullable Zynq zynq) {

  /** Tools that turn Verilog into a bitstream. */
  public enum Flow {
    /** Vivado, the vendor's tool. */
    VIVADO("vivado"),
    /** Yosys and nextpnr-ecp5. */
    NEXTPNR_ECP5("nextpnr-ecp5");

    private final String word;

    Flow(String word) {
      this.word = word;
    }

    /** The word in a descriptor. */
    public String word() {
      return word;
    }
  }
}
