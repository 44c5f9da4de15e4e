package io.nn2fpga.ops.multiply;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
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
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.lookup.LookupKernel;
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.List;

/**
 * Puts {@link Multiply} on streams: both operands by the same lanes, then the products. The product
 * of a value with itself is a table, which needs no fork.
 */
@AutoService(Operator.class)
public final class MultiplyOperator implements LayerOperator {
  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public String summary() {
    return "Products of two streams, the second perhaps of one pixel for all, P channels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Multiply.class, MultiplyKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Multiply.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    List<Folding> lanes = PoolWindows.foldings(layer.output().extent(2));
    // A pixel for all is one pixel of no folded frame.
    boolean alike = layer.input(0).shape().equals(layer.input(1).shape());
    return alike ? FoldedWindow.channelWise(lanes, Window.POINT, layer.output()) : lanes;
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    Multiply op = (Multiply) node.op();
    String first = operand(layer, 0, "first", folding, builder);
    String products =
        node.inputs().get(0).equals(node.inputs().get(1))
            ? square(op, first, node, builder)
            : builder.actor(
                node.name(),
                new MultiplyKernel(op.firstZeroPoint(), op.secondZeroPoint(), op.accumulator()),
                List.of(first, operand(layer, 1, "second", folding, builder)),
                node.source());
    builder.carries(node.output(), products);
  }

  private static String operand(
      LayerNode layer, int index, String name, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    StreamType target = FoldedWindow.channelWise(layer.input(index), folding);
    String given = builder.stream(node.inputs().get(index));
    return builder.convert(given, target, node.name() + "." + name, node.source());
  }

  private static String square(Multiply op, String operand, Node node, FlowBuilder builder) {
    IntegerElement element = builder.type(operand).element();
    int[] table = new int[1 << element.bits()];
    for (int i = 0; i < table.length; i++) {
      int code = (int) element.min() + i;
      table[i] = (code - op.firstZeroPoint()) * (code - op.secondZeroPoint());
    }
    IntTensor constant = IntTensor.of(op.accumulator(), table, 1, table.length);
    List<String> operands = List.of(operand, builder.constant(node.name() + ".table", constant));
    return builder.actor(node.name(), new LookupKernel(op.accumulator()), operands, node.source());
  }
}
