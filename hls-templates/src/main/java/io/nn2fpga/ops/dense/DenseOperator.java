package io.nn2fpga.ops.dense;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.mvu.MvuFoldings;
import io.nn2fpga.ops.mvu.MvuKernel;
import java.util.ArrayList;
import java.util.List;

/** Puts fully connected layers on streams: a matrix-vector unit, and a converter to its lanes. */
@AutoService(Operator.class)
public final class DenseOperator implements LayerOperator {
  @Override
  public String name() {
    return "dense";
  }

  @Override
  public String summary() {
    return "Fully connected layer: PE outputs x SIMD inputs a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Dense.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Dense.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    int length = layer.input(0).extent(2);
    int channels = layer.output().extent(2);
    List<MvuFoldings.Option> options = new ArrayList<>();
    for (int pe : MvuFoldings.lanes(channels)) {
      for (int simd : MvuFoldings.lanes(length)) {
        long cycles = (long) MvuFoldings.folds(channels, pe) * MvuFoldings.folds(length, simd);
        options.add(new MvuFoldings.Option(new Folding(pe, simd, 1), cycles));
      }
    }
    return MvuFoldings.undominated(options);
  }

  @Override
  public boolean pipelines(LayerNode layer, Folding folding) {
    return true;
  }

  @Override
  public boolean choosesMemory(LayerNode layer) {
    return true;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    StreamType lanes = StreamType.of(layer.input(0), folding.simd());
    String input = builder.convert(builder.stream(node.input()), lanes, node.name(), node.source());
    String weights = builder.constant(node.name() + ".weights", layer.constant(1));
    MvuKernel kernel =
        new MvuKernel(
            folding.pe(),
            folding.simd(),
            1,
            folding.pipeline(),
            folding.memory(),
            (IntegerElement) layer.input(1).element(),
            (IntegerElement) layer.output().element());
    String sums = builder.actor(node.name(), kernel, List.of(input, weights), node.source());
    builder.carries(node.output(), sums);
  }
}
