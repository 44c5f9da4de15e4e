package io.nn2fpga.ops.pad;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * {@link Pad} on a stream of one pixel a beat: a register that is filled from the stream or with
 * the code of the added places, which take a cycle each.
 *
 * <p>Operand: a stream. Result: the padded frame by as many lanes.
 *
 * @param pads rows above, columns on the left, rows below, columns on the right
 * @param interior rows between two rows, columns between two columns
 * @param value what the added places hold
 */
public record PadKernel(List<Integer> pads, List<Integer> interior, int value) implements Kernel {

  /** Copies and checks the lists. */
  public PadKernel {
    Pad pad = new Pad(pads, interior, value);
    pads = pad.pads();
    interior = pad.interior();
  }

  @Override
  public String mnemonic() {
    return "pad";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType in = Operands.stream(inputs, 0);
    Operands.requireOnePixel(in);
    Type result = new Pad(pads, interior, value).inferTypes(List.of(in.frame())).get(0);
    return List.of(StreamType.of((TensorType) result, in.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return new Pad(pads, interior, value).evaluate(inputs);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("BITS", (long) in.element().bits());
    parameters.putAll(ChannelLanes.parameters(in));
    parameters.put("HEIGHT", (long) in.height());
    parameters.put("WIDTH", (long) in.width());
    parameters.put("TOP", (long) pads.get(0));
    parameters.put("LEFT", (long) pads.get(1));
    parameters.put("BOTTOM", (long) pads.get(2));
    parameters.put("RIGHT", (long) pads.get(3));
    parameters.put("ROW_STEP", interior.get(0) + 1L);
    parameters.put("COLUMN_STEP", interior.get(1) + 1L);
    parameters.put("VALUE", (long) value);
    return new ModuleInstance("nn2fpga_pad", PadKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    List<Long> arguments =
        LongStream.of(
                in.height(),
                in.width(),
                in.beatsPerGroup(),
                ChannelLanes.lastLanes(in),
                in.lanes(),
                pads.get(0),
                pads.get(1),
                pads.get(2),
                pads.get(3),
                interior.get(0) + 1,
                interior.get(1) + 1,
                value,
                in.element().bits(),
                in.element().signed() ? 1 : 0)
            .boxed()
            .toList();
    return new HlsInstance("pad", PadKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    StreamType in = actor.input();
    StreamType out = actor.output();
    boolean[] inside = new boolean[out.beatsPerFrame()];
    for (int i = 0; i < inside.length; i++) {
      int row = i / out.beatsPerGroup() / out.width() - pads.get(0);
      int column = i / out.beatsPerGroup() % out.width() - pads.get(1);
      inside[i] =
          isPlace(row, interior.get(0) + 1, in.height())
              && isPlace(column, interior.get(1) + 1, in.width());
    }
    return new PadMachine(inside);
  }

  /** Whether a row or column of the result, counted from the first one inside, is the operand's. */
  private static boolean isPlace(int index, int step, int extent) {
    return index >= 0 && index % step == 0 && index / step < extent;
  }

  @Override
  public long interval(Actor actor) {
    return actor.output().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType out = actor.output();
    int counters =
        IntegerElement.holding(0, out.height()).bits()
            + IntegerElement.holding(0, out.width()).bits()
            + IntegerElement.holding(0, out.beatsPerGroup()).bits();
    return new Inventory(
        List.of(), 4L * counters, out.dataBits() + 2L + counters, List.of(), out.dataBits());
  }
}
