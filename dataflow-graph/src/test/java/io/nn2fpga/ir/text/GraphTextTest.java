package io.nn2fpga.ir.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.NnOperations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTextTest {
  private static final OperationTable TABLE =
      OperationTable.of(Level.NN, List.copyOf(NnOperations.all()));

  private static Graph sample(int outputs) {
    Graph.Builder graph = Graph.builder("a \"net\"\n", Level.NN);
    graph.input("x", TensorType.of(FloatElement.F32, 4));
    float[] weights = new float[outputs * 4];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i / 8f - 1;
    }
    weights[0] = Float.NEGATIVE_INFINITY;
    weights[1] = Float.MIN_VALUE;
    graph.constant("w", FloatTensor.of(weights, outputs, 4));
    graph.node("/fc/Gemm", new Dense(), List.of("x", "w"), "net.onnx, node '/fc/Gemm'");
    Clip clip = new Clip(Double.NEGATIVE_INFINITY, 0.1);
    graph.node(new Node("limit", clip, List.of("/fc/Gemm"), List.of("y π"), ""));
    graph.output("y π");
    return graph.build();
  }

  @Test
  void printsNamesSourcesAttributesAndConstants() {
    assertThat(GraphPrinter.print(sample(2)))
        .isEqualTo(
            """
            graph "a \\"net\\"\\u000a" nn {
              input %x : f32[4]
              const %w : f32[2,4] = [-Infinity, 1.4E-45, -0.75, -0.625, -0.5, -0.375, -0.25, -0.125]
              %"/fc/Gemm" : f32[2] = dense(%x, %w) from "net.onnx, node '/fc/Gemm'"
              %"y π" : f32[2] = clip(%"/fc/Gemm") {min=-Infinity, max=0.1} @limit
              output %"y π"
            }
            """);
  }

  @Test
  void readsBackWhatItPrints() {
    Graph graph = sample(40);
    Graph read = GraphParser.parse(GraphPrinter.print(graph), "net.txt", TABLE);
    assertThat(read).isEqualTo(graph);
    assertThat(List.copyOf(read.values().keySet())).isEqualTo(List.copyOf(graph.values().keySet()));
  }

  @Test
  void keepsIntegersOf64Bits() {
    Graph.Builder graph = Graph.builder("k", Level.INT);
    IntegerElement wide = IntegerElement.signed(60);
    graph.constant("k", LongTensor.of(wide, new long[] {-(1L << 50), 7}, 2));
    assertThat(GraphParser.parse(GraphPrinter.print(graph.build()), "k.txt", TABLE))
        .isEqualTo(graph.build());
  }

  @Test
  void leavesLongConstantsOutOfTheElidedFormAndRefusesToReadIt() {
    String elided = GraphPrinter.printElided(sample(17));
    assertThat(elided)
        .containsPattern("\n  const %w : f32\\[17,4\\] = elided sha256:[0-9a-f]{16}\n");
    // Sixty-four elements are still printed.
    assertThat(GraphPrinter.printElided(sample(16))).isEqualTo(GraphPrinter.print(sample(16)));
    assertThatThrownBy(() -> GraphParser.parse(elided, "net.txt", TABLE))
        .hasMessage(
            """
            error[malformed-file]: the elements of %w are left out here
              at net.txt, line 3, column 26
              hint: this text is for readers; only graphs that are printed in full can be read back""");
  }

  @Test
  void elidedConstantsDifferWhereTheirElementsDo() {
    Graph other = sample(17);
    ((FloatTensor) other.constant("w")).data()[67] += 1;
    assertThat(GraphPrinter.printElided(other)).isNotEqualTo(GraphPrinter.printElided(sample(17)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          input %y : f32[0]              | 2 | 14 | shape [0]
          input %x : f32[1]              | 2 | 3  | 'x' is defined twice
          input %y : s64[1]              | 2 | 14 | integer of 64 bits
          input %y : i8[1]               | 2 | 14 | 'i8' is not an integer type, as s8 or u4
          input %y : stream<u8[1] by 1x1> | 2 | 20 | not a stream type, as in stream<u8[28,28,1] by 1x1>
          input y : f32[1]               | 2 | 9  | expected '%', found 'y'
          input %y : f32[1               | 3 | 1  | expected ']', found '}'
          output %y                      | 2 | 3  | 'y' is not defined
          const %c : f32[2] = [1]        | 2 | 23 | f32[2] has 2 elements, not 1
          const %c : u8[1] = [1.5]       | 2 | 23 | '1.5' is not a number of this type
          const %c : f32[1] = long [1]   | 2 | 23 | 1 integers for f32[1]
          %y : f32[5] = relu(%x)         | 2 | 3  | %y is f32[4], not f32[5]
          %y : f32[4] = relu(%z)         | 2 | 3  | 'z' is not defined
          %y : f32[4] = clip(%x) {min=0} | 2 | 17 | 'clip' needs the attributes [min, max], got [min]
          %y : f32[4] = clip(%x) {min=a, max=1} | 2 | 17 | 'min': a is no double
          %y : f32[4] = clip(%x) {min=2, max=1} | 2 | 17 | clip to [2.0, 1.0]
          %y : f32[4] = clip(%x) {min=[2], max=1} | 2 | 17 | 'min' cannot be a list
          %y : f32[4] = reshape(%x) {shape=4} | 2 | 17 | 'shape' has to be a list
          %y : f32[4] = relu(%x) from "a  | 2 | 31 | a string without closing quote
          ;                              | 2 | 3  | unexpected ';'
          } graph                        | 2 | 5  | unexpected 'graph' after the graph
          """)
  void namesLineAndColumnOfMistakes(String statement, int line, int column, String message) {
    String text = "graph net nn { input %x : f32[4]\n  " + statement + "\n}";
    assertThatThrownBy(() -> GraphParser.parse(text, "net.txt", TABLE))
        .hasMessage(
            "error[malformed-file]: %s\n  at net.txt, line %d, column %d"
                .formatted(message, line, column));
  }

  @Test
  void suggestsTheNearestOperation() {
    String text = "graph net nn { input %x : f32[4]\n  %y : f32[4] = rely(%x) }";
    assertThatThrownBy(() -> GraphParser.parse(text, "net.txt", TABLE))
        .hasMessage(
            """
            error[malformed-file]: level nn has no operation 'rely'
              at net.txt, line 2, column 17
              hint: did you mean relu?""");
  }
}
