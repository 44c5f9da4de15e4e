package io.nn2fpga.lower;

import io.nn2fpga.ir.Node;

/** How diagnostics of this package name a place in the user's model. */
final class Places {
  private Places() {}

  static String of(Node node) {
    return node.source().isEmpty()
        ? "node '" + node.name() + "' (" + node.op().mnemonic() + ")"
        : node.source();
  }
}
