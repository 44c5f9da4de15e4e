package io.nn2fpga.ops.concat;

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

/**
 * Puts {@link Concat} on streams, two operands at a time: all channels of both a beat, or as many
 * lanes as divide the channels of all operands but the last, one operand after the other.
 *
 * <p>Operands are different values, each with a FIFO of its own in front: a pixel of the second
 * operand waits until that of the first has left.
 */
@AutoService(Operator.class)
public final class ConcatOperator implements LayerOperator {
  @Override
  public String name() {
    return "concat";
  }

  @Override
  public String summary() {
    return "The channels of streams side by side, all of a pixel or P a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Concat.class, ConcatKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Concat.class;
  }

  /** PE is the lanes in turn; all channels of the result are taken in parallel. */
  @Override
  public List<Folding> foldings(LayerNode layer) {
    int operands = layer.node().inputs().size();
    int most = layer.input(operands - 1).extent(2);
    List<Folding> foldings = new ArrayList<>();
    for (Folding folding : PoolWindows.foldings(most)) {
      boolean divides = true;
      for (int i = 0; i < operands - 1; i++) {
        divides &= layer.input(i).extent(2) % folding.pe() == 0;
      }
      if (divides) {
        foldings.add(folding);
      }
    }
    foldings.add(new Folding(layer.output().extent(2), 1, 1));
    return foldings;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    boolean parallel = folding.pe() == layer.output().extent(2);
    ConcatKernel kernel = new ConcatKernel(parallel);
    int operands = node.inputs().size();
    if (node.inputs().stream().distinct().count() < operands) {
      throw new IllegalArgumentException(
          node.name() + " reads a value twice; give one of the two through a reshape to its shape");
    }
    String all = "";
    for (int i = 0; i < operands; i++) {
      int lanes = parallel ? layer.input(i).extent(2) : folding.pe();
      StreamType target = StreamType.of(layer.input(i), lanes);
      String name = node.name() + ".operand" + i;
      String operand =
          builder.convert(builder.stream(node.inputs().get(i)), target, name, node.source());
      if (i == 0) {
        all = operand;
      } else {
        String actor = i == operands - 1 ? node.name() : node.name() + ".part" + i;
        all = builder.actor(actor, kernel, List.of(all, operand), node.source());
      }
    }
    builder.carries(node.output(), all);
  }
}
