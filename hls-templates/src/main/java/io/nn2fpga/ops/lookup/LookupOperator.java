package io.nn2fpga.ops.lookup;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operator;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.requantize.RequantizeLowering;
import java.util.List;

/** Puts {@link Lookup} on streams; follows the lanes of its producer. */
@AutoService(Operator.class)
public final class LookupOperator implements LayerOperator {
  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public String summary() {
    return "Any function of codes of up to 12 bits, by a table for all channels or one a channel.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Lookup.class, LookupKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Lookup.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return RequantizeLowering.foldings(layer);
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    String input = RequantizeLowering.input(layer, folding, builder);
    Tensor table = layer.constant(1);
    if (table.type().extent(0) > 1) {
      table = ChannelLanes.repeated(table, builder.type(input).channels());
    }
    String constant = builder.constant(node.name() + ".table", table);
    LookupKernel kernel = new LookupKernel(((Lookup) node.op()).output());
    builder.carries(
        node.output(), builder.actor(node.name(), kernel, List.of(input, constant), node.source()));
  }
}
