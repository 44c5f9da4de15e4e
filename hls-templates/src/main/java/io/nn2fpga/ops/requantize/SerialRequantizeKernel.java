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
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The affine map of {@link RequantizeKernel} without a multiplier: an adder a lane, and a cycle for
 * each bit of the multipliers. For layers that are slow enough to wait for it.
 *
 * <p>Operands: the accumulators' stream, multiplier {@code [C]}, offset {@code [C]}. Result: a
 * stream of as many lanes.
 *
 * @param shift bits dropped after rounding
 * @param min smallest code
 * @param max largest code
 * @param ties what becomes of ties; UP with a shift of 0
 * @param output the codes' type
 */
public record SerialRequantizeKernel(int shift, int min, int max, Ties ties, IntegerElement output)
    implements Kernel {
  /** Cycles to take a beat, to bring the offset and to clamp. */
  private static final int OTHER_CYCLES = 3;

  /** Checks the ranges. */
  public SerialRequantizeKernel {
    new RequantizeKernel(shift, min, max, ties, 0, output);
  }

  /** The same map as another kernel's. */
  public static SerialRequantizeKernel of(RequantizeKernel kernel) {
    return new SerialRequantizeKernel(
        kernel.shift(), kernel.min(), kernel.max(), kernel.ties(), kernel.output());
  }

  private RequantizeKernel map() {
    return new RequantizeKernel(shift, min, max, ties, 0, output);
  }

  @Override
  public String mnemonic() {
    return "serial-requantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    if (inputs.size() != 3) {
      throw new IllegalArgumentException("a serial requantizer has no exceptions");
    }
    return map().inferTypes(inputs);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    return map().evaluate(inputs);
  }

  private static long[] multipliers(Actor actor) {
    return ChannelLanes.elements(actor.constants().get(0));
  }

  private static boolean negative(Actor actor) {
    return Arrays.stream(multipliers(actor)).anyMatch(m -> m < 0);
  }

  /** Bits of a multiplier, with a sign only if one is negative; a cycle each. */
  private static int multiplierBits(Actor actor) {
    int signed = RequantizeKernel.bits(multipliers(actor));
    return negative(actor) ? signed : Math.max(1, signed - 1);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    ModuleInstance parallel = map().module(actor);
    int multiplierBits = multiplierBits(actor);
    Map<String, Long> parameters = new LinkedHashMap<>(parallel.parameters());
    List.of("PIPELINE", "MULTIPLY", "EXCEPTIONS", "POSITION_BITS", "CORRECTION_BITS")
        .forEach(parameters::remove);
    parameters.put("MULTIPLIER_BITS", (long) multiplierBits);
    parameters.put("MULTIPLIER_SIGNED", negative(actor) ? 1L : 0L);
    long[][] words = ChannelLanes.words(actor.input(), multipliers(actor), 1);
    MemoryImage offsets =
        parallel.memories().stream()
            .filter(memory -> memory.parameter().equals("OFFSET_FILE"))
            .findFirst()
            .orElseThrow();
    return new ModuleInstance(
        "nn2fpga_serial_requantize",
        SerialRequantizeKernel.class,
        parameters,
        List.of(new MemoryImage("MULTIPLIER_FILE", multiplierBits, words), offsets));
  }

  /** The map itself: a loop of one multiplication an element. */
  @Override
  public HlsInstance hls(Actor actor) {
    return map().hls(actor);
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new SerialRequantizeMachine(multiplierBits(actor) + 1);
  }

  @Override
  public long interval(Actor actor) {
    return (long) actor.input().beatsPerFrame() * (multiplierBits(actor) + OTHER_CYCLES);
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    int lanes = in.lanes();
    int accBits = in.element().bits();
    int multiplierBits = multiplierBits(actor);
    int offsetBits = RequantizeKernel.bits(ChannelLanes.elements(actor.constants().get(1)));
    long sumBits = Math.max(offsetBits, accBits + 1) + 1L;
    Inventory.Memory multipliers =
        new Inventory.Memory(in.beatsPerGroup(), lanes * multiplierBits, true);
    Inventory.Memory offsets = new Inventory.Memory(in.beatsPerGroup(), lanes * offsetBits, true);
    long registers = lanes * (accBits + sumBits + multiplierBits + output.bits());
    registers += multipliers.distinctColumns() + offsets.distinctColumns();
    // Each bit of the sum takes in one of the offset or the accumulator, each of the multiplier is
    // loaded or moved on, and the clamp has constant ends.
    long choices = lanes * (2 * sumBits + multiplierBits + 2L * output.bits());
    return new Inventory(
        List.of(), lanes * sumBits, registers + 12, List.of(multipliers, offsets), choices);
  }
}
