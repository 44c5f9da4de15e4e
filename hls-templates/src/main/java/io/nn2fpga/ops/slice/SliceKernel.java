package io.nn2fpga.ops.slice;

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

/**
 * {@link Slice} on a stream of one pixel a beat: a register that lets the beats of the box through.
 *
 * <p>Operand: a stream of all channels a beat, or of lanes that divide the first channel's index
 * and are no more than the channels that are kept. Result: those channels a beat, or as many lanes.
 *
 * @param begin first row, column and channel
 * @param size rows, columns and channels of the result
 */
public record SliceKernel(List<Integer> begin, List<Integer> size) implements Kernel {

  /** Copies and checks the lists. */
  public SliceKernel {
    Slice slice = new Slice(begin, size);
    begin = slice.begin();
    size = slice.size();
  }

  /** Whether channels are cut out of a stream by so many lanes. */
  static boolean fits(Slice op, int channels, int lanes) {
    int kept = op.size().get(2);
    return lanes == channels || (op.begin().get(2) % lanes == 0 && lanes <= kept);
  }

  private Slice operation() {
    return new Slice(begin, size);
  }

  @Override
  public String mnemonic() {
    return "slice";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType in = Operands.stream(inputs, 0);
    Operands.requireOnePixel(in);
    Type result = operation().inferTypes(List.of(in.frame())).get(0);
    if (!fits(operation(), in.channels(), in.lanes())) {
      throw new IllegalArgumentException(
          "channels from " + begin.get(2) + " on out of " + in + ", whose lanes straddle them");
    }
    return List.of(StreamType.of((TensorType) result, Math.min(in.lanes(), size.get(2))));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return operation().evaluate(inputs);
  }

  /** The first beat of a pixel that is kept. */
  private int firstBeat(StreamType in) {
    return in.beatsPerGroup() == 1 ? 0 : begin.get(2) / in.lanes();
  }

  private int firstLane(StreamType in) {
    return in.beatsPerGroup() == 1 ? begin.get(2) : 0;
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    StreamType out = actor.output();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("BITS", (long) in.element().bits());
    parameters.put("HEIGHT", (long) in.height());
    parameters.put("WIDTH", (long) in.width());
    parameters.put("BEATS", (long) in.beatsPerGroup());
    parameters.put("IN_LANES", (long) in.lanes());
    parameters.put("TOP", (long) begin.get(0));
    parameters.put("LEFT", (long) begin.get(1));
    parameters.put("ROWS", (long) size.get(0));
    parameters.put("COLUMNS", (long) size.get(1));
    parameters.put("FIRST", (long) firstBeat(in));
    parameters.put("KEPT", (long) out.beatsPerGroup());
    parameters.put("OFFSET", (long) firstLane(in));
    parameters.put("LANES", (long) out.lanes());
    parameters.put("LAST_LANES", (long) ChannelLanes.lastLanes(out));
    return new ModuleInstance("nn2fpga_slice", SliceKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    StreamType out = actor.output();
    List<Long> arguments =
        java.util.stream.LongStream.of(
                in.height(),
                in.width(),
                in.beatsPerGroup(),
                in.lanes(),
                begin.get(0),
                begin.get(1),
                size.get(0),
                size.get(1),
                firstBeat(in),
                out.beatsPerGroup(),
                firstLane(in),
                out.lanes(),
                ChannelLanes.lastLanes(out),
                in.element().bits(),
                in.element().signed() ? 1 : 0)
            .boxed()
            .toList();
    return new HlsInstance("slice", SliceKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    StreamType in = actor.input();
    boolean[] kept = new boolean[in.beatsPerFrame()];
    int beats = in.beatsPerGroup();
    int first = firstBeat(in);
    for (int i = 0; i < kept.length; i++) {
      int row = i / beats / in.width() - begin.get(0);
      int column = i / beats % in.width() - begin.get(1);
      int beat = i % beats - first;
      kept[i] =
          row >= 0
              && row < size.get(0)
              && column >= 0
              && column < size.get(1)
              && beat >= 0
              && beat < actor.output().beatsPerGroup();
    }
    return new SliceMachine(kept);
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    int counters =
        IntegerElement.holding(0, in.height()).bits()
            + IntegerElement.holding(0, in.width()).bits()
            + IntegerElement.holding(0, in.beatsPerGroup()).bits();
    return new Inventory(
        List.of(), 3L * counters, actor.output().dataBits() + 2L + counters, List.of(), 0);
  }
}
