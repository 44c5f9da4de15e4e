package io.nn2fpga.ops.thresholding;

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
import java.util.List;
import java.util.Map;

/**
 * {@link Thresholding} on a stream of one pixel a beat: a pipeline of three stages (fetch, compare,
 * count), a comparator for each threshold of each lane.
 *
 * <p>Operands: the accumulators' stream, thresholds {@code [C, T]}, directions {@code [C]}. Result:
 * a stream of as many lanes.
 *
 * @param base the code when no threshold is reached
 * @param output the codes' type
 */
public record ThresholdingKernel(int base, IntegerElement output) implements Kernel {
  private static final int LATENCY = 3;

  /** Checks the base. */
  public ThresholdingKernel {
    new Thresholding(base, output);
  }

  /** The kernel of an int-level operation. */
  public static ThresholdingKernel of(Thresholding op) {
    return new ThresholdingKernel(op.base(), op.output());
  }

  @Override
  public String mnemonic() {
    return "thresholding";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    StreamType acc = Operands.stream(inputs, 0);
    Operands.requireOnePixel(acc);
    new Thresholding(base, output).inferTypes(List.of(acc.frame(), inputs.get(1), inputs.get(2)));
    return List.of(
        new StreamType(acc.height(), acc.width(), acc.channels(), output, 1, acc.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return new Thresholding(base, output).evaluate(inputs);
  }

  private static int thresholds(Actor actor) {
    return actor.constants().get(0).type().extent(1);
  }

  /** Bits of the comparison: the narrowest two's complement that holds both of its operands. */
  private static int compareBits(Actor actor) {
    long[] values = ChannelLanes.elements(actor.constants().get(0));
    IntegerElement acc = actor.input().element();
    return IntegerElement.signedBits(
        Math.min(acc.min(), Arrays.stream(values).min().orElseThrow()),
        Math.max(acc.max(), Arrays.stream(values).max().orElseThrow()));
  }

  private static long[][] thresholdWords(Actor actor) {
    return ChannelLanes.words(
        actor.input(), ChannelLanes.elements(actor.constants().get(0)), thresholds(actor));
  }

  private static long[][] fallingWords(Actor actor) {
    long[] directions = ChannelLanes.elements(actor.constants().get(1));
    long[] falling = Arrays.stream(directions).map(d -> d < 0 ? 1 : 0).toArray();
    return ChannelLanes.words(actor.input(), falling, 1);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Map<String, Long> parameters = ChannelLanes.parameters(in);
    parameters.put("THRESHOLDS", (long) thresholds(actor));
    parameters.put("ACC_BITS", (long) in.element().bits());
    parameters.put("ACC_SIGNED", in.element().signed() ? 1L : 0L);
    parameters.put("COMPARE_BITS", (long) compareBits(actor));
    parameters.put("BASE", (long) base);
    parameters.put("OUT_BITS", (long) output.bits());
    return new ModuleInstance(
        "nn2fpga_thresholding",
        ThresholdingKernel.class,
        parameters,
        List.of(
            new MemoryImage("THRESHOLD_FILE", compareBits(actor), thresholdWords(actor)),
            new MemoryImage("FALLING_FILE", 1, fallingWords(actor))));
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    int compareBits = compareBits(actor);
    List<Long> arguments =
        List.of(
            (long) in.height() * in.width(),
            (long) in.beatsPerGroup(),
            (long) ChannelLanes.lastLanes(in),
            (long) in.lanes(),
            (long) thresholds(actor),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L,
            (long) compareBits,
            (long) base,
            (long) output.bits(),
            output.signed() ? 1L : 0L);
    return new HlsInstance(
        "thresholding",
        ThresholdingKernel.class,
        arguments,
        List.of(
            new HlsInstance.ConstantArray(
                "threshold",
                compareBits,
                List.of(in.beatsPerGroup(), in.lanes(), thresholds(actor)),
                ChannelLanes.flat(thresholdWords(actor))),
            new HlsInstance.ConstantArray(
                "falling",
                2,
                List.of(in.beatsPerGroup(), in.lanes()),
                ChannelLanes.flat(fallingWords(actor)))));
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new PipelineMachine(LATENCY);
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    long lanes = in.lanes();
    long thresholds = thresholds(actor);
    long compareBits = compareBits(actor);
    int wordBits = Math.toIntExact(lanes * thresholds * compareBits);
    Inventory.Memory rom = new Inventory.Memory(in.beatsPerGroup(), wordBits, true);
    Inventory.Memory falling = new Inventory.Memory(in.beatsPerGroup(), in.lanes(), true);
    long stages = in.dataBits() + lanes * thresholds + lanes * output.bits();
    stages += rom.distinctColumns() + falling.distinctColumns();
    return new Inventory(
        List.of(),
        lanes * thresholds * (compareBits + output.bits()),
        stages + 2L * LATENCY + 2,
        List.of(rom, falling),
        lanes * thresholds);
  }
}
