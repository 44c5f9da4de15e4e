package io.nn2fpga.boards;

import java.util.List;

/**
 * What the open tools must be told of a board.
 *
 * @param device options of nextpnr that name the device, its package and speed grade
 * @param pack options of the packer, for example the device of {@code gowin_pack}
 * @param loader options of openFPGALoader that name the board or its cable; empty if it cannot load
 *     this board
 */
public record OpenFlow(List<String> device, List<String> pack, List<String> loader) {
  /** Copies the lists. */
  public OpenFlow {
    device = List.copyOf(device);
    pack = List.copyOf(pack);
    loader = List.copyOf(loader);
  }
}
