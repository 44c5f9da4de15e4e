package io.nn2fpga.ops.multiply;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@link Multiply} on two streams of one pixel a beat: a pipeline of two stages (zero points,
 * products). A second operand of one pixel is taken beside the first pixel of the first operand and
 * kept for the others.
 *
 * <p>Operands: streams of {@code [H, W, C]} and of the same frame or {@code [1, 1, C]}, of the same
 * lanes and any element types. Result: a stream of as many lanes as the first.
 *
 * @param firstZeroPoint za
 * @param secondZeroPoint zb
 * @param accumulator holds every product
 */
public record MultiplyKernel(int firstZeroPoint, int secondZeroPoint, IntegerElement accumulator)
    implements Kernel {
  private static final int LATENCY = 2;

  /** Checks the ranges. */
  public MultiplyKernel {
    new Multiply(firstZeroPoint, secondZeroPoint, accumulator);
  }

  private Multiply operation() {
    return new Multiply(firstZeroPoint, secondZeroPoint, accumulator);
  }

  @Override
  public String mnemonic() {
    return "multiply";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    StreamType a = Operands.stream(inputs, 0);
    StreamType b = Operands.stream(inputs, 1);
    Operands.requireOnePixel(a);
    Operands.requireOnePixel(b);
    if (a.lanes() != b.lanes()) {
      throw new IllegalArgumentException("multiplies " + a + " by " + b);
    }
    operation().inferTypes(List.of(a.frame(), b.frame()));
    return List.of(new StreamType(a.height(), a.width(), a.channels(), accumulator, 1, a.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return operation().evaluate(inputs);
  }

  private static boolean isBroadcast(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    return b.beatsPerFrame() < a.beatsPerFrame();
  }

  private Factor first(Actor actor) {
    return new Factor(actor.inputs().get(0).element(), firstZeroPoint);
  }

  private Factor second(Actor actor) {
    return new Factor(actor.inputs().get(1).element(), secondZeroPoint);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType a = actor.inputs().get(0);
    Map<String, Long> parameters = ChannelLanes.parameters(a);
    parameters.put("BROADCAST", isBroadcast(actor) ? 1L : 0L);
    first(actor).addTo(parameters, "FIRST");
    second(actor).addTo(parameters, "SECOND");
    parameters.put("OUT_BITS", (long) accumulator.bits());
    return new ModuleInstance("nn2fpga_multiply", MultiplyKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType a = actor.inputs().get(0);
    List<Long> arguments = new ArrayList<>(ChannelLanes.arguments(a));
    arguments.add(isBroadcast(actor) ? 1L : 0L);
    arguments.addAll(first(actor).arguments());
    arguments.addAll(second(actor).arguments());
    arguments.add((long) accumulator.bits());
    arguments.add(accumulator.signed() ? 1L : 0L);
    return new HlsInstance("multiply", MultiplyKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new MultiplyMachine(
        LATENCY, actor.inputs().get(0).beatsPerFrame(), actor.inputs().get(1).beatsPerFrame());
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType a = actor.inputs().get(0);
    StreamType b = actor.inputs().get(1);
    long lanes = a.lanes();
    int first = first(actor).differenceBits();
    int second = second(actor).differenceBits();
    long differences = lanes * (first(actor).adderBits() + second(actor).adderBits());
    List<Inventory.Memory> kept =
        isBroadcast(actor)
            ? List.of(new Inventory.Memory(b.beatsPerGroup(), b.dataBits(), false))
            : List.of();
    return new Inventory(
        List.of(new Inventory.Product(first, second, lanes)),
        differences,
        lanes * (first + second + accumulator.bits()) + 3L * LATENCY,
        kept,
        isBroadcast(actor) ? b.dataBits() : 0);
  }
}
