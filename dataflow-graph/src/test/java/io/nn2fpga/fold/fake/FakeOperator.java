package io.nn2fpga.fold.fake;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.op.StructuralActors;
import java.util.ArrayList;
import java.util.List;

/** {@link FakeLayer}: {@code pe} products do a pixel's work in {@code work / pe} cycles. */
@AutoService({Operator.class, StructuralActors.class})
public final class FakeOperator implements LayerOperator, StructuralActors {
  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String summary() {
    return "Copies.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(
        FakeLayer.class, FakeKernel.class, FakeFifo.class, FakeFork.class, FakeConverter.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return FakeLayer.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    List<Folding> all = new ArrayList<>();
    int work = ((FakeLayer) layer.node().op()).work();
    for (int pe = 1; pe <= work; pe++) {
      all.add(new Folding(pe, 1, 1));
    }
    return all;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    int work = ((FakeLayer) layer.node().op()).work();
    int pe = Math.max(1, folding.pe());
    int delay = work == 0 ? 0 : (work + pe - 1) / pe - 1;
    String given = builder.stream(layer.node().input());
    StreamType wanted = builder.type(given).withLanes(1);
    String stream =
        work == 0 ? given : builder.convert(given, wanted, layer.node().name(), "model");
    FakeKernel kernel = new FakeKernel(1, delay, work == 0 ? 0 : pe);
    builder.carries(
        layer.node().output(),
        builder.actor(layer.node().name(), kernel, List.of(stream), "model"));
  }

  @Override
  public Kernel converter(StreamType source, StreamType target) {
    return new FakeConverter(target.lanes());
  }

  @Override
  public Kernel fifo(int depth) {
    return new FakeFifo(depth);
  }

  @Override
  public int depth(Kernel kernel) {
    return kernel instanceof FakeFifo fifo ? fifo.depth() : 0;
  }

  @Override
  public Kernel fork() {
    return new FakeFork();
  }
}
