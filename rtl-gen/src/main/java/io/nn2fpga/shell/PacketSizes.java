package io.nn2fpga.shell;

import io.nn2fpga.boards.Board;

/**
 * Sizes of the packet engine's memories, each filling the smallest block RAM of a family.
 *
 * @param maxPayload most bytes of a packet's payload
 * @param inputBytes buffered on the way in
 * @param outputBytes buffered on the way out
 */
record PacketSizes(int maxPayload, int inputBytes, int outputBytes) {
  /** An iCE40's block is 512 bytes, the others' is 2,048. */
  static PacketSizes of(Board board) {
    return board.flow() == Board.Flow.NEXTPNR_ICE40
        ? new PacketSizes(128, 512, 256)
        : new PacketSizes(512, 2048, 1024);
  }

  /** Packets that are buffered on the way in. */
  int window() {
    return inputBytes / maxPayload;
  }
}
