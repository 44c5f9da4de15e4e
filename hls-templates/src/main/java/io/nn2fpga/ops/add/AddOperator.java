package io.nn2fpga.ops.add;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
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
import io.nn2fpga.ops.pixelwindows.FoldedWindow;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.Arrays;
import java.util.List;

/**
 * Puts {@link Add} on streams: both operands by the same lanes, then the sum. The sum of a value
 * with itself is a requantization by m0 + m1, which needs no fork.
 */
@AutoService(Operator.class)
public final class AddOperator implements LayerOperator {
  @Override
  public String name() {
    return "add";
  }

  @Override
  public String summary() {
    return "Requantized sum of two streams, P channels or PX pixels a cycle.";
  }

  @Override
  public List<Class<? extends Operation>> operations() {
    return List.of(Add.class, AddKernel.class);
  }

  @Override
  public Class<? extends IntegerOperation> operation() {
    return Add.class;
  }

  @Override
  public List<Folding> foldings(LayerNode layer) {
    return FoldedWindow.channelWise(
        PoolWindows.foldings(layer.output().extent(2)), Window.POINT, layer.output());
  }

  @Override
  public void lower(LayerNode layer, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    Add add = (Add) node.op();
    String first = operand(layer, 0, "first", folding, builder);
    String sum =
        node.inputs().get(0).equals(node.inputs().get(1))
            ? twice(add, first, layer, builder)
            : builder.actor(
                node.name(),
                AddKernel.of(add),
                List.of(first, operand(layer, 1, "second", folding, builder)),
                node.source());
    builder.carries(node.output(), sum);
  }

  private static String operand(
      LayerNode layer, int index, String name, Folding folding, FlowBuilder builder) {
    Node node = layer.node();
    StreamType target = FoldedWindow.channelWise(layer.input(index), folding);
    String given = builder.stream(node.inputs().get(index));
    return builder.convert(given, target, node.name() + "." + name, node.source());
  }

  private static String twice(Add add, String operand, LayerNode layer, FlowBuilder builder) {
    Node node = layer.node();
    int channels = builder.type(operand).channels();
    int multiplier = add.firstMultiplier() + add.secondMultiplier();
    int[] multipliers = new int[channels];
    long[] offsets = new long[channels];
    Arrays.fill(multipliers, multiplier);
    Arrays.fill(offsets, add.offset());
    IntegerElement narrow =
        IntegerElement.signed(IntegerElement.signedBits(multiplier, multiplier));
    IntegerElement wide =
        IntegerElement.signed(IntegerElement.signedBits(add.offset(), add.offset()));
    List<String> operands =
        List.of(
            operand,
            builder.constant(
                node.name() + ".multiplier", IntTensor.of(narrow, multipliers, channels)),
            builder.constant(node.name() + ".offset", LongTensor.of(wide, offsets, channels)));
    return builder.actor(
        node.name(),
        new RequantizeKernel(add.shift(), add.min(), add.max(), add.output()),
        operands,
        node.source());
  }
}
