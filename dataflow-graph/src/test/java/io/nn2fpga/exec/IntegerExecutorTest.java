package io.nn2fpga.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntegerExecutorTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final TensorType FRAME = TensorType.of(S8, 1, 1, 2);

  /** x + k, element by element, for tensors and streams. */
  private record Plus() implements IntegerOperation {
    @Override
    public String mnemonic() {
      return "plus";
    }

    @Override
    public List<Type> inferTypes(List<Type> inputs) {
      return List.of(inputs.get(0));
    }

    @Override
    public List<IntTensor> evaluate(List<Tensor> inputs) {
      int[] x = ((IntTensor) inputs.get(0)).data().clone();
      int[] k = ((IntTensor) inputs.get(1)).data();
      Arrays.setAll(x, i -> x[i] + k[i]);
      return List.of(new IntTensor(FRAME, x));
    }
  }

  private static Graph twice(Level level, Type input) {
    Graph.Builder graph = Graph.builder("twice", level);
    String x = graph.input("x", input);
    String k = graph.constant("k", IntTensor.of(S8, new int[] {1, -1}, 1, 1, 2));
    String y = graph.node("y", new Plus(), List.of(x, k), "");
    graph.output(graph.node("z", new Plus(), List.of(y, k), ""));
    return graph.build();
  }

  private static IntTensor frame(int a, int b) {
    return new IntTensor(FRAME, new int[] {a, b});
  }

  @Test
  void givesEveryValueButTheConstants() {
    assertThat(new IntegerExecutor(twice(Level.INT, FRAME)).run(frame(5, 6)))
        .containsExactly(
            java.util.Map.entry("x", frame(5, 6)),
            java.util.Map.entry("y", frame(6, 5)),
            java.util.Map.entry("z", frame(7, 4)));
  }

  @Test
  void runsTheFramesThatStreamsCarry() {
    Graph flow = twice(Level.FLOW, StreamType.of(FRAME, 1));
    assertThat(new IntegerExecutor(flow).run(frame(5, 6))).containsEntry("z", frame(7, 4));
  }

  @Test
  void keepsTheOrderOfFramesRunInParallel() {
    List<IntTensor> frames = IntStream.range(0, 500).mapToObj(i -> frame(i, i)).toList();
    assertThat(new IntegerExecutor(twice(Level.INT, FRAME)).runAll(frames))
        .isEqualTo(IntStream.range(0, 500).mapToObj(i -> frame(i + 2, i - 2)).toList());
  }

  @Test
  void takesAFrameOfAnotherShapeInTheSameOrder() {
    IntTensor flat = frame(5, 7);
    IntTensor tall = IntTensor.of(S8, flat.data(), 2, 1, 1);
    IntegerExecutor executor = new IntegerExecutor(twice(Level.INT, FRAME));
    assertThat(executor.runOutput(tall)).isEqualTo(executor.runOutput(flat));
  }

  @Test
  void refusesFramesOfAnotherSize() {
    IntegerExecutor executor = new IntegerExecutor(twice(Level.INT, FRAME));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> executor.run(IntTensor.of(S8, new int[3], 3, 1, 1)))
        .withMessage("frame s8[3,1,1] for input s8[1,1,2]");
  }

  @Test
  void refusesOperationsWithoutIntegerMeaning() {
    record Opaque() implements Operation {
      @Override
      public String mnemonic() {
        return "opaque";
      }

      @Override
      public List<Type> inferTypes(List<Type> inputs) {
        return inputs;
      }
    }
    Graph.Builder graph = Graph.builder("g", Level.NN);
    graph.output(graph.node("n", new Opaque(), List.of(graph.input("x", FRAME)), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IntegerExecutor(graph.build()))
        .withMessage("n: opaque");
  }
}
