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
 * @param utilization share of the FPGA that designs fill unless they are told another, above 0 to 1
 * @param flow the tools that turn Verilog into a bitstream
 * @param zynq the processor beside the logic, to which a Vivado project connects the design; null
 *     on boards without one
 * @param vitis what Vitis must know of an accelerator card; null on boards of other flows
 * @param io the pins of a design that talks to the host itself; null on boards with a processor and
 *     on cards
 * @param open what the tools of an open flow must know; null on boards of other flows
 */
public record Board(
    String name,
    String title,
    String part,
    DeviceFamily family,
    Resources resources,
    double clockMhz,
    double utilization,
    Flow flow,
    @Nullable Zynq zynq,
    @Nullable VitisPlatform vitis,
    @Nullable BoardIo io,
    @Nullable OpenFlow open) {

  /**
   * The same board with a design at another of its links. Where that link shares pins with the
   * configuration flash, the logic cannot read the flash, and nothing fills the SPRAM.
   *
   * @param link one of those of {@link #io}
   */
  public Board linkedBy(BoardIo.Link link) {
    if (io == null || !io.links().contains(link)) {
      throw new IllegalArgumentException(name + " has no such link");
    }
    BoardIo changed = io.linkedBy(link);
    return new Board(
        name,
        title,
        part,
        changed.flash() == null ? family.withoutSpram() : family,
        resources,
        clockMhz,
        utilization,
        flow,
        zynq,
        vitis,
        changed,
        open);
  }

  /** Tools that turn Verilog into a bitstream. */
  public enum Flow {
    /** Vivado, the vendor's tool. */
    VIVADO("vivado"),
    /** Vivado and Vitis: a kernel that XRT runs on an accelerator card. */
    VITIS("vitis"),
    /** Yosys, nextpnr-ecp5 and ecppack. */
    NEXTPNR_ECP5("nextpnr-ecp5"),
    /** Yosys, nextpnr-ice40 and icepack. */
    NEXTPNR_ICE40("nextpnr-ice40"),
    /** Yosys, nextpnr-himbaechel-gowin and gowin_pack. */
    NEXTPNR_GOWIN("nextpnr-gowin"),
    /** Yosys, nextpnr-nexus and prjoxide. */
    NEXTPNR_NEXUS("nextpnr-nexus");

    private final String word;

    Flow(String word) {
      this.word = word;
    }

    /** The word in a descriptor. */
    public String word() {
      return word;
    }

    /** Whether all its tools are free: it ends in a bitstream on every machine. */
    public boolean open() {
      return this != VIVADO && this != VITIS;
    }
  }
}
