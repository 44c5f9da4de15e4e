package io.nn2fpga.partition;

import io.nn2fpga.ir.Node;

/**
 * Where a node of a network is computed, and why.
 *
 * @param node of the imported graph
 * @param side who computes it
 * @param macs products for one inference
 * @param why one line; empty for what goes where it is expected to
 */
public record Placement(Node node, Side side, long macs, String why) {
  /** Who computes a node. */
  public enum Side {
    /** The host, before the accelerator. */
    HEAD,
    /** The accelerator. */
    ACCELERATOR,
    /** The host, behind the accelerator. */
    TAIL;

    /** Whether the host does. */
    public boolean isHost() {
      return this != ACCELERATOR;
    }
  }
}
