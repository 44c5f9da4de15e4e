package io.nn2fpga.flow;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Node;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.Operators;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Paths through a flow graph: which FIFOs stand before joins, and behind which forks. */
final class FlowPaths {
  private FlowPaths() {}

  /** The streams that an actor reads. */
  static List<String> streams(Graph graph, Node node) {
    return node.inputs().stream().filter(n -> !graph.isConstant(n)).toList();
  }

  /** Whether a node is a FIFO. */
  static boolean isFifo(Node node) {
    return depth(node) > 0;
  }

  /** The depth of a FIFO; 0 for other nodes. */
  static int depth(Node node) {
    return node.op() instanceof Kernel kernel ? Operators.structural().depth(kernel) : 0;
  }

  /** The actor that writes a stream; null for a graph input. */
  static @Nullable Node writer(Graph graph, String stream) {
    return graph.nodes().stream()
        .filter(n -> n.outputs().contains(stream))
        .findFirst()
        .orElse(null);
  }

  /** Whether a FIFO is the last one before an actor that reads several streams. */
  static boolean feedsJoin(Graph graph, Node fifo) {
    String stream = fifo.output();
    while (true) {
      List<Node> readers = graph.readers(stream);
      if (readers.size() != 1 || isFifo(readers.get(0))) {
        return false;
      }
      Node reader = readers.get(0);
      if (streams(graph, reader).size() > 1) {
        return true;
      }
      if (reader.outputs().size() != 1) {
        return false;
      }
      stream = reader.output();
    }
  }

  /**
   * A straight piece of a flow graph that ends at an actor.
   *
   * @param fork the actor with several outputs that it starts at; null if it starts at an input of
   *     the graph
   * @param fifos on the way, from the end on
   */
  record Branch(@Nullable Node fork, List<Node> fifos) {
    Branch {
      fifos = List.copyOf(fifos);
    }
  }

  /** The way back from a stream to the first actor that does not have one input and one output. */
  static Branch back(Graph graph, String stream) {
    List<Node> fifos = new ArrayList<>();
    Node writer = writer(graph, stream);
    while (writer != null && writer.outputs().size() == 1) {
      List<String> inputs = streams(graph, writer);
      if (inputs.size() != 1) {
        return new Branch(null, fifos);
      }
      if (isFifo(writer)) {
        fifos.add(writer);
      }
      writer = writer(graph, inputs.get(0));
    }
    return new Branch(writer, fifos);
  }
}
