package io.nn2fpga.lower;

import io.nn2fpga.ir.Node;

/** How diagnostics of lowering name a place in the user's model. */
public final class Places {
  private Places() {}

  /** The place of a node: as its importer says, or its name and operator. */
  public static String of(Node node) {
    return node.source().isEmpty()
        ? "node '" + node.name() + "' (" + node.op().mnemonic() + ")"
        : node.source();
  }
}
