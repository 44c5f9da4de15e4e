package io.nn2fpga.ir.text;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.NearestName;
import io.nn2fpga.ir.ElementType;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.ir.text.Lexer.Kind;
import io.nn2fpga.ir.text.Lexer.Token;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the text form that {@link GraphPrinter#print} writes; see the package's description. */
public final class GraphParser {
  private final Cursor at;
  private final OperationTable table;

  private GraphParser(String text, String file, OperationTable table) {
    at = new Cursor(text, file);
    this.table = table;
  }

  /**
   * Reads one graph. The types of results are inferred and have to equal those that are written.
   *
   * @param file names the text in diagnostics
   * @param table the operations that the graph may hold
   * @throws DiagnosticException MALFORMED_FILE with line and column
   */
  public static Graph parse(String text, String file, OperationTable table) {
    return new GraphParser(text, file, table).graph();
  }

  private Graph graph() {
    at.expect("graph");
    String name = at.name();
    Token word = at.take(Kind.WORD, "a level");
    Level level =
        Arrays.stream(Level.values())
            .filter(l -> l.name().toLowerCase(Locale.ROOT).equals(word.text()))
            .findFirst()
            .orElseThrow(() -> at.error(word, "unknown level " + word, "nn, int or flow"));
    Graph.Builder graph = Graph.builder(name, level);
    at.expect("{");
    while (!at.accept("}")) {
      statement(graph, level);
    }
    if (at.token().kind() != Kind.END) {
      throw at.error(at.token(), "unexpected " + at.token() + " after the graph", null);
    }
    return graph.build();
  }

  private void statement(Graph.Builder graph, Level level) {
    Token start = at.token();
    if (at.accept("input")) {
      String name = value();
      Type type = colonType();
      at.attempt(start, () -> graph.input(name, type));
    } else if (at.accept("const")) {
      String name = value();
      Type type = colonType();
      at.expect("=");
      Tensor tensor = constant(name, type);
      at.attempt(start, () -> graph.constant(name, tensor));
    } else if (at.accept("output")) {
      String name = value();
      at.attempt(
          start,
          () -> {
            graph.output(name);
            return name;
          });
    } else if (at.is("%")) {
      node(graph, level);
    } else {
      throw at.error(
          at.token(),
          "unexpected " + at.token(),
          "a line starts with input, const, output or the name of a result, as in %y");
    }
  }

  private void node(Graph.Builder graph, Level level) {
    Map<String, Type> results = new LinkedHashMap<>();
    Token start = at.token();
    do {
      String name = value();
      results.put(name, colonType());
    } while (at.accept(","));
    at.expect("=");
    Token mnemonic = at.take(Kind.WORD, "an operation");
    List<String> operands = at.list("(", ")", this::value);
    Operation op = operation(level, mnemonic);
    List<String> outputs = List.copyOf(results.keySet());
    String name = at.accept("@") ? at.name() : outputs.get(0);
    String source = at.accept("from") ? at.take(Kind.STRING, "a source in quotes").text() : "";
    at.attempt(start, () -> graph.node(new Node(name, op, operands, outputs, source)));
    results.forEach(
        (output, type) -> {
          if (!graph.type(output).equals(type)) {
            String inferred = "%" + Names.name(output) + " is " + graph.type(output);
            throw at.error(start, inferred + ", not " + type, null);
          }
        });
  }

  private Operation operation(Level level, Token mnemonic) {
    Class<? extends Operation> type = table.find(level, mnemonic.text());
    if (type == null) {
      throw at.error(
          mnemonic,
          "level " + level.name().toLowerCase(Locale.ROOT) + " has no operation " + mnemonic,
          "did you mean " + NearestName.of(mnemonic.text(), table.mnemonics(level)) + "?");
    }
    Map<String, Object> given = new LinkedHashMap<>();
    if (at.is("{")) {
      at.list("{", "}", () -> attribute(given));
    }
    List<String> needed = Attributes.names(type);
    if (!given.keySet().equals(Set.copyOf(needed))) {
      throw at.error(
          mnemonic, mnemonic + " needs the attributes " + needed + ", got " + given.keySet(), null);
    }
    return at.attempt(mnemonic, () -> Attributes.build(type, given));
  }

  private String attribute(Map<String, Object> given) {
    String name = at.take(Kind.WORD, "an attribute").text();
    at.expect("=");
    given.put(name, attributeValue());
    return name;
  }

  private Object attributeValue() {
    return at.is("[") ? at.list("[", "]", this::attributeValue) : at.name();
  }

  private Tensor constant(String name, Type type) {
    Token start = at.token();
    if (!(type instanceof TensorType tensor)) {
      throw at.error(start, "a constant is a tensor, not " + type, null);
    }
    if (at.accept("elided")) {
      throw at.error(
          start,
          "the elements of %" + Names.name(name) + " are left out here",
          "this text is for readers; only graphs that are printed in full can be read back");
    }
    boolean wide = at.accept("long");
    List<Token> elements = at.list("[", "]", () -> at.take(Kind.WORD, "a number"));
    if (elements.size() != tensor.size()) {
      throw at.error(
          start, tensor + " has " + tensor.size() + " elements, not " + elements.size(), null);
    }
    return elements(start, tensor, wide, elements);
  }

  private Tensor elements(Token start, TensorType type, boolean wide, List<Token> elements) {
    if (wide) {
      long[] data = elements.stream().mapToLong(t -> at.number(t, Long::parseLong)).toArray();
      return at.attempt(start, () -> new LongTensor(type, data));
    } else if (type.element() instanceof IntegerElement) {
      int[] data = elements.stream().mapToInt(t -> at.number(t, Integer::parseInt)).toArray();
      return new IntTensor(type, data);
    }
    float[] data = new float[elements.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = at.number(elements.get(i), Float::parseFloat);
    }
    return new FloatTensor(type, data);
  }

  private Type colonType() {
    at.expect(":");
    if (!at.accept("stream")) {
      return tensorType();
    }
    Token start = at.token();
    at.expect("<");
    TensorType frame = tensorType();
    at.expect("by");
    Token beat = at.take(Kind.WORD, "pixels and lanes, as 1x4");
    at.expect(">");
    if (!beat.text().matches("[0-9]{1,6}x[0-9]{1,6}")
        || frame.shape().size() != 3
        || !(frame.element() instanceof IntegerElement element)) {
      throw at.error(start, "not a stream type, as in stream<u8[28,28,1] by 1x1>", null);
    }
    String[] sides = beat.text().split("x", -1);
    int pixels = Integer.parseInt(sides[0]);
    int lanes = Integer.parseInt(sides[1]);
    return at.attempt(
        start,
        () ->
            new StreamType(
                frame.extent(0), frame.extent(1), frame.extent(2), element, pixels, lanes));
  }

  private TensorType tensorType() {
    Token start = at.take(Kind.WORD, "a type");
    ElementType element =
        start.text().equals("f32")
            ? FloatElement.F32
            : at.attempt(start, () -> Names.integerElement(start.text()));
    List<Integer> shape =
        at.list("[", "]", () -> at.number(at.take(Kind.WORD, "an extent"), Integer::parseInt));
    return at.attempt(start, () -> new TensorType(shape, element));
  }

  private String value() {
    at.expect("%");
    return at.name();
  }
}
