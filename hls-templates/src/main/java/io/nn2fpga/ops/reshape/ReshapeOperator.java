package io.nn2fpga.ops.reshape;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import java.util.List;

/**
 * {@link Reshape}: a width converter to the new frame. It keeps the producer's lanes where the new
 * frame has as many channels, so that it costs a register slice where they divide both frames'
 * channels; the reader converts to its own lanes.
 */
@AutoService(Operator.class)
public final class ReshapeOperator implements LayerOperator {
  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public String summary() {
    return "The same elements, in the same order, as another frame.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Reshape.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Reshape.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return List.of();
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    String stream = builder.stream(layer.node().input());
    int channels = layer.output().extent(2);
    StreamType target =
        StreamType.of(layer.output(), Math.min(builder.type(stream).lanes(), channels));
    builder.carries(
        layer.node().output(),
        builder.convert(stream, target, layer.node().name(), layer.node().source()));
  }
}
