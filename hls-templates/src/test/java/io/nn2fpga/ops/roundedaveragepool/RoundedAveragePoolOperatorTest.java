package io.nn2fpga.ops.roundedaveragepool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.Operators;
import io.nn2fpga.ops.ChannelLanes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The multiplication in place of the division, for every sum that can occur. */
class RoundedAveragePoolOperatorTest {

  @ParameterizedTest
  @CsvSource({"1,1,8", "1,2,8", "2,2,8", "3,3,8", "7,7,8", "8,8,8", "5,25,8", "3,2,16", "1,64,4"})
  void divisionIsExactForEverySum(int rows, int columns, int bits) {
    IntegerElement element = IntegerElement.signed(bits);
    int min = (int) element.min();
    RoundedAveragePool op =
        new RoundedAveragePool(
            List.of(rows, columns), List.of(1, 1), List.of(0, 0, 0, 0), min, (int) element.max());
    Graph flow = lower(op, TensorType.of(element, rows, columns + 1, 1));
    Node kernel = flow.nodes().get(flow.nodes().size() - 1);
    Tensor multiplier = flow.constant(kernel.inputs().get(1));
    Tensor offset = flow.constant(kernel.inputs().get(2));
    int n = rows * columns;
    long m = ChannelLanes.elements(multiplier)[0];
    long k = ChannelLanes.elements(offset)[0];
    int shift = RoundedAveragePoolOperator.shift(n, 1L << (bits - 1));
    for (long sum = n * element.min(); sum <= n * element.max(); sum++) {
      long factor = 2 * sum + (sum >= 0 ? 1 : 0);
      assertThat((m * factor + k) >> shift).as("sum " + sum).isEqualTo(op.apply(sum, n));
    }
  }

  private static Graph lower(RoundedAveragePool op, TensorType x) {
    Graph.Builder graph = Graph.builder("model", Level.INT);
    graph.input("x", x);
    graph.output(graph.node("mean", op, List.of("x"), ""));
    Graph layer = graph.build();
    FlowBuilder builder = new FlowBuilder("model", Operators.structural());
    builder.input("x", StreamType.of(x, 1));
    new RoundedAveragePoolOperator()
        .lower(new LayerNode(layer, layer.nodes().get(0)), new Folding(1, 1, 1), builder);
    builder.output("mean");
    return builder.build();
  }
}
