package io.nn2fpga.ops.argmax;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
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
 * {@link ArgMax} on a stream of {@code [1, 1, N]} frames; the index is given 2 cycles after the
 * frame's last beat was taken.
 *
 * <p>Operand: a stream of one pixel a frame. Result: a stream of {@code [1, 1, 1]}.
 */
public record ArgMaxKernel() implements Kernel {

  @Override
  public String mnemonic() {
    return "arg-max";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType x = Operands.stream(inputs, 0);
    TensorType result = (TensorType) new ArgMax().inferTypes(List.of(x.frame())).get(0);
    return List.of(StreamType.of(result, 1));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return new ArgMax().evaluate(inputs);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("LANES", (long) in.lanes());
    parameters.put("BEATS", (long) in.beatsPerFrame());
    parameters.put("LAST_LANES", (long) ChannelLanes.lastLanes(in));
    parameters.put("BITS", (long) in.element().bits());
    parameters.put("SIGNED", in.element().signed() ? 1L : 0L);
    parameters.put("INDEX_BITS", (long) actor.output().element().bits());
    return new ModuleInstance("nn2fpga_argmax", ArgMaxKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    List<Long> arguments =
        List.of(
            (long) in.beatsPerFrame(),
            (long) ChannelLanes.lastLanes(in),
            (long) in.lanes(),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L,
            (long) actor.output().element().bits());
    return new HlsInstance("argmax", ArgMaxKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new ArgMaxMachine(actor.input().beatsPerFrame());
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    long keyBits = in.element().bits();
    long indexBits = actor.output().element().bits();
    // One comparator and one selection a lane, the first lane's being the one with the best so far.
    return new Inventory(
        List.of(),
        in.lanes() * (keyBits + indexBits),
        2 * (keyBits + indexBits) + 2 * indexBits + 4,
        List.of(),
        in.lanes() * (keyBits + indexBits));
  }
}
