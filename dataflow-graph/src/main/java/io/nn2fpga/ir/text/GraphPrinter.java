package io.nn2fpga.ir.text;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Value;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Writes the text form of graphs; see the package's description. */
public final class GraphPrinter {
  /** Constants of more elements than this are left out of the elided form. */
  public static final int ELIDED_ABOVE = 64;

  private static final int ELEMENTS_A_LINE = 16;
  private static final int HASH_DIGITS = 16;

  private final Graph graph;
  private final int longest;
  private final StringBuilder text = new StringBuilder();

  private GraphPrinter(Graph graph, int longest) {
    this.graph = graph;
    this.longest = longest;
  }

  /** The whole graph, as {@link GraphParser} reads it. */
  public static String print(Graph graph) {
    return new GraphPrinter(graph, Integer.MAX_VALUE).print();
  }

  /**
   * The graph for readers: of constants of more than {@link #ELIDED_ABOVE} elements only the type
   * and the start of the SHA-256 sum of their elements (big-endian; binary32, 32-bit or 64-bit
   * integers).
   */
  public static String printElided(Graph graph) {
    return new GraphPrinter(graph, ELIDED_ABOVE).print();
  }

  private String print() {
    text.append("graph ").append(Names.quote(graph.name())).append(' ');
    text.append(graph.level().name().toLowerCase(Locale.ROOT)).append(" {\n");
    graph.inputs().forEach(name -> line("input " + typed(graph.value(name))));
    // Nodes come where their results were defined, so that constants stay beside their readers.
    int printed = 0;
    for (Value value : graph.values().values()) {
      if (graph.isConstant(value.name())) {
        line("const " + typed(value) + " = " + elements(graph.constant(value.name())));
      } else if (printed < graph.nodes().size()
          && graph.nodes().get(printed).outputs().get(0).equals(value.name())) {
        line(node(graph.nodes().get(printed)));
        printed++;
      }
    }
    if (printed != graph.nodes().size()) {
      throw new IllegalStateException("values of graph " + graph.name() + " are out of order");
    }
    graph.outputs().forEach(name -> line("output " + value(name)));
    return text.append("}\n").toString();
  }

  private void line(String line) {
    text.append("  ").append(line).append('\n');
  }

  private static String value(String name) {
    return "%" + Names.name(name);
  }

  private static String typed(Value value) {
    return value(value.name()) + " : " + value.type();
  }

  private String node(Node node) {
    String results =
        node.outputs().stream()
            .map(name -> typed(graph.value(name)))
            .collect(Collectors.joining(", "));
    String operands =
        node.inputs().stream().map(GraphPrinter::value).collect(Collectors.joining(", ", "(", ")"));
    String attributes = Attributes.print(node.op());
    boolean named = node.outputs().size() == 1 && node.output().equals(node.name());
    return results
        + " = "
        + node.op().mnemonic()
        + operands
        + (attributes.isEmpty() ? "" : " " + attributes)
        + (named ? "" : " @" + Names.name(node.name()))
        + (node.source().isEmpty() ? "" : " from " + Names.quote(node.source()));
  }

  private String elements(Tensor tensor) {
    int size = tensor.type().size();
    if (size > longest) {
      return "elided sha256:" + hash(tensor);
    }
    if (tensor instanceof FloatTensor floats) {
      return list(size, i -> Float.toString(floats.data()[i]));
    } else if (tensor instanceof IntTensor integers) {
      return list(size, i -> Integer.toString(integers.data()[i]));
    }
    return "long " + list(size, i -> Long.toString(((LongTensor) tensor).data()[i]));
  }

  private static String list(int size, IntFunction<String> element) {
    String indent = size > ELEMENTS_A_LINE ? "\n    " : "";
    StringBuilder list = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      list.append(i == 0 ? "" : ",");
      list.append(i % ELEMENTS_A_LINE == 0 ? indent : " ").append(element.apply(i));
    }
    return list.append(']').toString();
  }

  private static String hash(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(tensor.type().size(), Long.BYTES));
    if (tensor instanceof FloatTensor floats) {
      bytes.asFloatBuffer().put(floats.data());
      bytes.limit(floats.data().length * Float.BYTES);
    } else if (tensor instanceof IntTensor integers) {
      bytes.asIntBuffer().put(integers.data());
      bytes.limit(integers.data().length * Integer.BYTES);
    } else {
      bytes.asLongBuffer().put(((LongTensor) tensor).data());
    }
    return new Sha256().add(bytes).hex().substring(0, HASH_DIGITS);
  }
}
