package io.nn2fpga.ops.requantize;

import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.PipelineMachine;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@link Requantize} on a stream of one pixel a beat: a pipeline of three stages (fetch, multiply,
 * add and clamp), one multiplier a lane.
 *
 * <p>Operands: the accumulators' stream, multiplier {@code [C]}, offset {@code [C]}. Result: a
 * stream of as many lanes.
 *
 * @param shift bits dropped after rounding
 * @param min smallest code
 * @param max largest code
 * @param output the codes' type
 */
public record RequantizeKernel(int shift, int min, int max, IntegerElement output)
    implements Kernel {
  private static final int LATENCY = 3;

  /** Checks the ranges. */
  public RequantizeKernel {
    new Requantize(shift, min, max, output);
  }

  /** The kernel of an int-level operation. */
  public static RequantizeKernel of(Requantize op) {
    return new RequantizeKernel(op.shift(), op.min(), op.max(), op.output());
  }

  private Requantize operation() {
    return new Requantize(shift, min, max, output);
  }

  @Override
  public String mnemonic() {
    return "requantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    StreamType acc = Operands.stream(inputs, 0);
    Operands.requireOnePixel(acc);
    operation().inferTypes(List.of(acc.frame(), inputs.get(1), inputs.get(2)));
    return List.of(
        new StreamType(acc.height(), acc.width(), acc.channels(), output, 1, acc.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return operation().evaluate(inputs);
  }

  /** Widths of the constants and of the sum, the narrowest that hold every value. */
  private record Widths(int multiplier, int offset, int sum) {}

  private Widths widths(Actor actor) {
    long[] multipliers = ChannelLanes.elements(actor.constants().get(0));
    long[] offsets = ChannelLanes.elements(actor.constants().get(1));
    IntegerElement acc = actor.input().element();
    int multiplier = bits(multipliers);
    int offset = bits(offsets);
    int sum = Math.max(Math.max(multiplier, offset) + 1, Math.max(output.bits(), shift) + 1);
    for (int c = 0; c < multipliers.length; c++) {
      long a = Math.multiplyExact(multipliers[c], acc.min());
      long b = Math.multiplyExact(multipliers[c], acc.max());
      long lo = Math.addExact(Math.min(a, b), Math.min(0, offsets[c]));
      long hi = Math.addExact(Math.max(a, b), Math.max(0, offsets[c]));
      sum = Math.max(sum, IntegerElement.signedBits(Math.min(0, lo), Math.max(0, hi)));
    }
    return new Widths(multiplier, offset, sum);
  }

  private static int bits(long[] values) {
    long lo = Arrays.stream(values).min().orElseThrow();
    long hi = Arrays.stream(values).max().orElseThrow();
    return IntegerElement.signedBits(lo, hi);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Widths widths = widths(actor);
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("LANES", (long) in.lanes());
    parameters.put("BEATS", (long) in.beatsPerGroup());
    parameters.put("LAST_LANES", (long) ChannelLanes.lastLanes(in));
    parameters.put("ACC_BITS", (long) in.element().bits());
    parameters.put("ACC_SIGNED", in.element().signed() ? 1L : 0L);
    parameters.put("MULTIPLIER_BITS", (long) widths.multiplier());
    parameters.put("OFFSET_BITS", (long) widths.offset());
    parameters.put("SUM_BITS", (long) widths.sum());
    parameters.put("SHIFT", (long) shift);
    parameters.put("MIN", (long) min);
    parameters.put("MAX", (long) max);
    parameters.put("OUT_BITS", (long) output.bits());
    return new ModuleInstance(
        "nn2fpga_requantize",
        RequantizeKernel.class,
        parameters,
        List.of(
            new MemoryImage("MULTIPLIER_FILE", widths.multiplier(), words(actor, 0)),
            new MemoryImage("OFFSET_FILE", widths.offset(), words(actor, 1))));
  }

  private static long[][] words(Actor actor, int constant) {
    return ChannelLanes.words(
        actor.input(), ChannelLanes.elements(actor.constants().get(constant)), 1);
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    Widths widths = widths(actor);
    List<Long> arguments =
        List.of(
            (long) in.height() * in.width(),
            (long) in.beatsPerGroup(),
            (long) ChannelLanes.lastLanes(in),
            (long) in.lanes(),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L,
            (long) widths.multiplier(),
            (long) widths.offset(),
            (long) widths.sum(),
            (long) shift,
            (long) min,
            (long) max,
            (long) output.bits(),
            output.signed() ? 1L : 0L);
    List<Integer> extents = List.of(in.beatsPerGroup(), in.lanes());
    return new HlsInstance(
        "requantize",
        RequantizeKernel.class,
        arguments,
        List.of(
            new HlsInstance.ConstantArray(
                "multiplier", widths.multiplier(), extents, ChannelLanes.flat(words(actor, 0))),
            new HlsInstance.ConstantArray(
                "offset", widths.offset(), extents, ChannelLanes.flat(words(actor, 1)))));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new PipelineMachine(LATENCY);
  }

  @Override
  public long interval(Actor actor) {
    return actor.input().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    Widths widths = widths(actor);
    long lanes = in.lanes();
    int accBits = in.element().bits();
    Inventory.Memory multipliers =
        new Inventory.Memory(in.beatsPerGroup(), in.lanes() * widths.multiplier(), true);
    Inventory.Memory offsets =
        new Inventory.Memory(in.beatsPerGroup(), in.lanes() * widths.offset(), true);
    long stages = (long) accBits + widths.offset() + widths.sum() + output.bits();
    long registers = lanes * stages + 2L * LATENCY + 2;
    registers += multipliers.distinctColumns() + offsets.distinctColumns();
    // The sum; the ends of the clamp are constants, so that a few LUTs compare.
    long adders = lanes * widths.sum();
    return new Inventory(
        List.of(new Inventory.Product(accBits, widths.multiplier(), lanes)),
        adders,
        registers,
        List.of(multipliers, offsets),
        lanes * 2L * output.bits());
  }
}
