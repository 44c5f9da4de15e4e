package io.nn2fpga.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.flow.FlowSimulator;
import io.nn2fpga.flow.Trace;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operators;
import io.nn2fpga.ops.argmax.ArgMax;
import io.nn2fpga.ops.argmax.ArgMaxKernel;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import io.nn2fpga.ops.reshape.Reshape;
import io.nn2fpga.ops.widthconverter.WidthConverterKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators without a folding of their own follow the lanes of their producer. */
class StreamLoweringTest {
  private static final IntegerElement S20 = IntegerElement.signed(20);
  private static final IntegerElement U8 = IntegerElement.unsigned(8);

  private static Graph layers() {
    Graph.Builder graph = Graph.builder("test", Level.INT);
    graph.input("acc", TensorType.of(S20, 2, 2, 6));
    graph.constant("m", IntTensor.of(IntegerElement.signed(4), new int[] {1, 2, 3, 4, 5, 6}, 6));
    graph.constant("k", LongTensor.of(IntegerElement.signed(9), new long[6], 6));
    graph.node("codes", new Requantize(4, 0, 255, U8), List.of("acc", "m", "k"), "");
    graph.node("flat", new Reshape(1, 1, 24), List.of("codes"), "");
    graph.node("top", new ArgMax(), List.of("flat"), "");
    graph.output("top");
    return graph.build();
  }

  private static Graph lower(int lanes) {
    Graph layers = layers();
    FlowBuilder builder = new FlowBuilder("test", Operators.structural());
    builder.input("acc", StreamType.of(layers.value("acc").tensor(), lanes));
    for (Node node : layers.nodes()) {
      LayerOperator operator = Operators.layer((IntegerOperation) node.op());
      LayerNode layer = new LayerNode(layers, node);
      assertThat(operator.foldings(layer)).isEmpty();
      operator.lower(layer, Folding.FOLLOW, builder);
    }
    builder.output("top");
    return builder.build();
  }

  @Test
  void lanesFollowTheProducer() {
    Graph flow = lower(4);
    assertThat(flow.nodes())
        .extracting(Node::op)
        .containsExactly(
            new RequantizeKernel(4, 0, 255, U8),
            new WidthConverterKernel(1, 1, 24, 1, 4),
            new ArgMaxKernel());
    assertThat(flow.value("codes").stream()).isEqualTo(new StreamType(2, 2, 6, U8, 1, 4));
    assertThat(flow.value("flat.convert").stream()).isEqualTo(new StreamType(1, 1, 24, U8, 1, 4));
  }

  @Test
  void intervalAndLatencyOfTheChainAreSimulated() {
    Trace trace = FlowSimulator.run(lower(3), 5);
    // 8 beats a frame; 3 cycles requantize, 1 register slice, 2 argmax after the last beat.
    assertThat(trace.interval(5)).isEqualTo(8);
    assertThat(trace.lastLatency()).isEqualTo(7 + 3 + 1 + 2);
  }

  @Test
  void structuralActorsRefuseWhatTheyCannotDo() {
    StreamType twoPixels = new StreamType(2, 2, 3, U8, 2, 1);
    StreamType one = new StreamType(2, 2, 3, U8, 1, 1);
    assertThatThrownBy(() -> Operators.structural().converter(twoPixels, one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 pixels a beat");
    assertThatThrownBy(() -> Operators.structural().fifo(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("FIFO of depth 1; at least 2 are needed");
    assertThat(Operators.structural().fifo(3)).isEqualTo(new FifoKernel(3));
  }
}
