package io.nn2fpga.ops.matmul;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.ArrayList;
import java.util.List;

/** Puts {@link MatMul} on streams: both operands by SIMD lanes, PE accumulators at a time. */
@AutoService(Operator.class)
public final class MatMulOperator implements LayerOperator {
  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public String summary() {
    return "Matrix product of two streams, row by row: PE accumulators x SIMD elements a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(MatMul.class, MatMulKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return MatMul.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    List<Folding> foldings = new ArrayList<>();
    for (Folding vectors : PoolWindows.foldings(layer.output().extent(2))) {
      for (Folding elements : PoolWindows.foldings(layer.input(0).extent(2))) {
        foldings.add(new Folding(vectors.pe(), elements.pe(), 1));
      }
    }
    return foldings;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    if (node.inputs().get(0).equals(node.inputs().get(1))) {
      throw new IllegalArgumentException(
          node.name() + " reads a value twice; give one of the two through a reshape to its shape");
    }
    MatMul op = (MatMul) node.op();
    MatMulKernel kernel =
        new MatMulKernel(folding.pe(), op.firstZeroPoint(), op.secondZeroPoint(), op.accumulator());
    List<String> operands =
        List.of(
            operand(layer, 0, "first", folding, builder),
            operand(layer, 1, "second", folding, builder));
    builder.carries(node.output(), builder.actor(node.name(), kernel, operands, node.source()));
  }

  private static String operand(
      LayerNode layer, int index, String name, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    StreamType target = StreamType.of(layer.input(index), folding.simd());
    String given = builder.stream(node.inputs().get(index));
    return builder.convert(given, target, node.name() + "." + name, node.source());
  }
}
