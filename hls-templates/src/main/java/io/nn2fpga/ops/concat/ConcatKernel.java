package io.nn2fpga.ops.concat;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.JoinMachine;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Concat} of two streams of one pixel a beat, in one of two forms: in parallel, all channels
 * of both a beat; or one after the other, by as many lanes, which divide the first one's channels.
 *
 * <p>Operands: two streams of frames of the same rows, columns and element type. Result: all
 * channels a beat, or as many lanes as the operands.
 *
 * @param parallel whether a beat holds both operands' channels
 */
public record ConcatKernel(boolean parallel) implements Kernel {

  @Override
  public String mnemonic() {
    return "concat";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    StreamType a = Operands.stream(inputs, 0);
    StreamType b = Operands.stream(inputs, 1);
    Operands.requireOnePixel(a);
    Operands.requireOnePixel(b);
    boolean fits =
        parallel
            ? a.lanes() == a.channels() && b.lanes() == b.channels()
            : a.lanes() == b.lanes() && a.channels() % a.lanes() == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "concatenates " + a + " and " + b + (parallel ? " in parallel" : " in turn"));
    }
    Type result = new Concat().inferTypes(List.of(a.frame(), b.frame())).get(0);
    int lanes = parallel ? a.lanes() + b.lanes() : a.lanes();
    return List.of(StreamType.of((TensorType) result, lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return new Concat().evaluate(inputs);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("BITS", (long) a.element().bits());
    parameters.put("PARALLEL", parallel ? 1L : 0L);
    parameters.put("FIRST_LANES", (long) a.lanes());
    parameters.put("SECOND_LANES", (long) b.lanes());
    parameters.put("OUT_LANES", (long) actor.output().lanes());
    if (!parallel) {
      parameters.put("FIRST_BEATS", (long) a.beatsPerGroup());
      parameters.put("SECOND_BEATS", (long) b.beatsPerGroup());
    }
    return new ModuleInstance("nn2fpga_concat", ConcatKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    IntegerElement element = a.element();
    List<Long> arguments =
        List.of(
            (long) a.height() * a.width(),
            parallel ? 1L : 0L,
            (long) a.lanes(),
            (long) b.lanes(),
            (long) actor.output().lanes(),
            (long) a.beatsPerGroup(),
            (long) b.beatsPerGroup(),
            (long) element.bits(),
            element.signed() ? 1L : 0L);
    return new HlsInstance("concat", ConcatKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return parallel
        ? new JoinMachine(1)
        : new ConcatMachine(
            actor.inputs().get(0).beatsPerGroup(), actor.inputs().get(1).beatsPerGroup());
  }

  @Override
  public long interval(Actor actor) {
    return actor.output().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType out = actor.output();
    int counter = parallel ? 0 : IntegerElement.holding(0, out.beatsPerGroup()).bits();
    long muxes = parallel ? 0 : out.dataBits();
    return new Inventory(List.of(), 2L * counter, out.dataBits() + 2L + counter, List.of(), muxes);
  }
}
