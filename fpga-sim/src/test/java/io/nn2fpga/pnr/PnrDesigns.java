package io.nn2fpga.pnr;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.mvu.MvuKernel;
import io.nn2fpga.rtl.Design;
import java.util.List;

/** Designs to route. */
final class PnrDesigns {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  private PnrDesigns() {}

  /** A matrix-vector unit and a FIFO: the actors {@code mvu} and {@code fifo}. */
  static Design small() {
    Graph.Builder graph = Graph.builder("net", Level.FLOW);
    String x = graph.input("x", new StreamType(1, 1, 6, U8, 1, 1));
    int[] weights = new int[12];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i * 53 % 255 - 127;
    }
    String w = graph.constant("w", IntTensor.of(S8, weights, 2, 6));
    MvuKernel mvu = new MvuKernel(1, 1, S8, IntegerElement.signed(20));
    graph.node(new Node("mvu", mvu, List.of(x, w), List.of("a"), ""));
    graph.node(new Node("fifo", new FifoKernel(4), List.of("a"), List.of("b"), ""));
    graph.output("b");
    return Design.of(graph.build(), "net");
  }
}
