package io.nn2fpga.ops.add;

import io.nn2fpga.arith.IntegerRange;
import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.JoinMachine;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * {@link Add} on two streams of one pixel a beat: a pipeline of three stages (products, sum, shift
 * and clamp) that takes a beat of both in the same cycle.
 *
 * <p>Operands: two streams of the same frame and lanes, of any element types. Result: a stream of
 * as many lanes.
 *
 * @param firstMultiplier m0
 * @param secondMultiplier m1
 * @param offset k
 * @param shift bits dropped after rounding
 * @param min smallest code
 * @param max largest code
 * @param output the codes' type
 */
public record AddKernel(
    int firstMultiplier,
    int secondMultiplier,
    long offset,
    int shift,
    int min,
    int max,
    IntegerElement output)
    implements Kernel {
  private static final int LATENCY = 3;

  /** Checks the ranges. */
  public AddKernel {
    new Add(firstMultiplier, secondMultiplier, offset, shift, min, max, output);
  }

  /** The kernel of an int-level operation. */
  public static AddKernel of(Add op) {
    return new AddKernel(
        op.firstMultiplier(),
        op.secondMultiplier(),
        op.offset(),
        op.shift(),
        op.min(),
        op.max(),
        op.output());
  }

  private Add operation() {
    return new Add(firstMultiplier, secondMultiplier, offset, shift, min, max, output);
  }

  @Override
  public String mnemonic() {
    return "add";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 2);
    StreamType a = Operands.stream(inputs, 0);
    StreamType b = Operands.stream(inputs, 1);
    Operands.requireOnePixel(a);
    if (a.lanes() != b.lanes() || b.pixels() != 1) {
      throw new IllegalArgumentException("adds " + b + " to " + a);
    }
    operation().inferTypes(List.of(a.frame(), b.frame()));
    return List.of(new StreamType(a.height(), a.width(), a.channels(), output, 1, a.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return operation().evaluate(inputs);
  }

  private int multiplierBits() {
    return IntegerElement.signedBits(
        Math.min(firstMultiplier, secondMultiplier), Math.max(firstMultiplier, secondMultiplier));
  }

  /** Bits that hold the sum and its parts, and both ends of the clamp. */
  private int sumBits(Actor actor) {
    IntegerRange sum =
        operation()
            .sum(
                IntegerRange.of(actor.inputs().get(0).element()),
                IntegerRange.of(actor.inputs().get(1).element()));
    int least = Math.max(Math.max(output.bits(), shift), multiplierBits()) + 1;
    return Math.max(least, sum.signedElement().bits());
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType out = actor.output();
    IntegerElement a = actor.inputs().get(0).element();
    IntegerElement b = actor.inputs().get(1).element();
    Map<String, Long> parameters = ChannelLanes.parameters(out);
    parameters.put("FIRST_BITS", (long) a.bits());
    parameters.put("FIRST_SIGNED", a.signed() ? 1L : 0L);
    parameters.put("SECOND_BITS", (long) b.bits());
    parameters.put("SECOND_SIGNED", b.signed() ? 1L : 0L);
    parameters.put("MULTIPLIER_BITS", (long) multiplierBits());
    parameters.put("FIRST_MULTIPLIER", (long) firstMultiplier);
    parameters.put("SECOND_MULTIPLIER", (long) secondMultiplier);
    // A parameter of Verilog-2001 without a size has 32 bits.
    parameters.put("OFFSET_HIGH", offset >> 32);
    parameters.put("OFFSET_LOW", (long) (int) offset);
    parameters.put("SUM_BITS", (long) sumBits(actor));
    parameters.put("SHIFT", (long) shift);
    parameters.put("MIN", (long) min);
    parameters.put("MAX", (long) max);
    parameters.put("OUT_BITS", (long) output.bits());
    return new ModuleInstance("nn2fpga_add", AddKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType out = actor.output();
    IntegerElement a = actor.inputs().get(0).element();
    IntegerElement b = actor.inputs().get(1).element();
    List<Long> arguments =
        LongStream.of(
                (long) out.height() * out.width(),
                out.beatsPerGroup(),
                ChannelLanes.lastLanes(out),
                out.lanes(),
                a.bits(),
                a.signed() ? 1 : 0,
                b.bits(),
                b.signed() ? 1 : 0,
                firstMultiplier,
                secondMultiplier,
                offset,
                sumBits(actor),
                shift,
                min,
                max,
                output.bits(),
                output.signed() ? 1 : 0)
            .boxed()
            .toList();
    return new HlsInstance("add", AddKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new JoinMachine(LATENCY);
  }

  @Override
  public long interval(Actor actor) {
    return actor.output().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    long lanes = actor.output().lanes();
    int sumBits = sumBits(actor);
    List<Inventory.Product> products =
        actor.inputs().stream()
            .map(s -> new Inventory.Product(s.element().bits(), multiplierBits(), lanes))
            .toList();
    long productBits =
        actor.inputs().stream().mapToLong(s -> (long) s.element().bits() + multiplierBits()).sum();
    long registers = lanes * (productBits + sumBits + output.bits()) + 3L * LATENCY;
    // Two sums, and a comparator and a multiplexer for each end of the clamp.
    long adders = lanes * 4L * sumBits;
    return new Inventory(products, adders, registers, List.of(), lanes * 2L * output.bits());
  }
}
