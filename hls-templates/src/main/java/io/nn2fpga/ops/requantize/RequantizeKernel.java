package io.nn2fpga.ops.requantize;

import io.nn2fpga.arith.Saturation;
import io.nn2fpga.cost.Inventory;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.HlsInstance;
import io.nn2fpga.op.HlsInstance.ConstantArray;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.op.ModuleInstance;
import io.nn2fpga.op.Operands;
import io.nn2fpga.op.PipelineMachine;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.correctedrequantize.CorrectedRequantize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An affine map on a stream of one pixel a beat, y = clamp(code(m[c]·acc + k[c]) + Σ d[c,i] · [acc
 * = e[c,i]], min, max) with {@link Ties#code}: a pipeline of three stages (fetch, multiply, add and
 * clamp), one multiplier a lane, none where every m is 1.
 *
 * <p>Operands: the accumulators' stream, multiplier {@code [C]}, offset {@code [C]} and, where
 * there are exceptions, these {@code [C, E]} and their corrections {@code [C, E]}. Result: a stream
 * of as many lanes.
 *
 * @param shift bits dropped after rounding
 * @param min smallest code
 * @param max largest code
 * @param ties what becomes of ties; UP with a shift of 0
 * @param pipeline 1 for a stage of its own for the clamp: a cycle more of latency
 * @param output the codes' type
 */
public record RequantizeKernel(
    int shift, int min, int max, Ties ties, int pipeline, IntegerElement output) implements Kernel {
  private static final int LATENCY = 3;

  /** Checks the ranges. */
  public RequantizeKernel {
    new Requantize(shift, min, max, output);
    if (shift == 0 && ties != Ties.UP) {
      throw new IllegalArgumentException("ties without a shift");
    }
    if (pipeline < 0 || pipeline > Folding.MOST_PIPELINE) {
      throw new IllegalArgumentException("pipeline " + pipeline);
    }
  }

  /** A kernel whose ties the offset decides. */
  public RequantizeKernel(int shift, int min, int max, IntegerElement output) {
    this(shift, min, max, Ties.UP, 0, output);
  }

  /** The same with further registers. */
  public RequantizeKernel pipelined(int registers) {
    return new RequantizeKernel(shift, min, max, ties, registers, output);
  }

  /** The kernel of an int-level operation. */
  public static RequantizeKernel of(Requantize op) {
    return new RequantizeKernel(op.shift(), op.min(), op.max(), op.output());
  }

  @Override
  public String mnemonic() {
    return "requantize";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    StreamType acc = Operands.stream(inputs, 0);
    Operands.requireOnePixel(acc);
    List<Type> operands = new ArrayList<>(inputs);
    operands.set(0, acc.frame());
    if (inputs.size() == 3) {
      new Requantize(shift, min, max, output).inferTypes(operands);
    } else {
      new CorrectedRequantize(shift, min, max, output).inferTypes(operands);
    }
    return List.of(
        new StreamType(acc.height(), acc.width(), acc.channels(), output, 1, acc.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor acc = (IntTensor) inputs.get(0);
    long[] multiplier = ChannelLanes.elements(inputs.get(1));
    long[] offset = ChannelLanes.elements(inputs.get(2));
    Exceptions exceptions = Exceptions.of(inputs.subList(1, inputs.size()));
    int[] result = new int[acc.data().length];
    for (int i = 0; i < result.length; i++) {
      int c = i % multiplier.length;
      int a = acc.data()[i];
      long code = ties.code(multiplier[c] * a + offset[c], shift) + exceptions.correction(c, a);
      result[i] = Saturation.clamp(code, min, max);
    }
    return List.of(new IntTensor(new TensorType(acc.type().shape(), output), result));
  }

  private static Exceptions exceptions(Actor actor) {
    return Exceptions.of(actor.constants());
  }

  /** Whether there is a multiplication. */
  private static boolean multiplies(Actor actor) {
    return multiplies(actor.constants().get(0));
  }

  /** Whether these multipliers multiply: one of them is not 1. */
  static boolean multiplies(Tensor multiplier) {
    return Arrays.stream(ChannelLanes.elements(multiplier)).anyMatch(m -> m != 1);
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
    // Without a shift, corrections are added to the sum itself.
    long most = exceptions(actor).count();
    for (int c = 0; c < multipliers.length; c++) {
      long a = Math.multiplyExact(multipliers[c], acc.min());
      long b = Math.multiplyExact(multipliers[c], acc.max());
      long lo = Math.addExact(Math.min(a, b), Math.min(0, offsets[c]));
      long hi = Math.addExact(Math.max(a, b), Math.max(0, offsets[c]));
      sum =
          Math.max(sum, IntegerElement.signedBits(Math.min(0, lo) - most, Math.max(0, hi) + most));
    }
    return new Widths(multiplier, offset, sum);
  }

  /** Bits that hold every value, in two's complement. */
  static int bits(long[] values) {
    long lo = Arrays.stream(values).min().orElseThrow();
    long hi = Arrays.stream(values).max().orElseThrow();
    return IntegerElement.signedBits(lo, hi);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    Widths widths = widths(actor);
    Map<String, Long> parameters = ChannelLanes.parameters(in);
    parameters.put("ACC_BITS", (long) in.element().bits());
    parameters.put("ACC_SIGNED", in.element().signed() ? 1L : 0L);
    parameters.put("MULTIPLIER_BITS", (long) widths.multiplier());
    parameters.put("OFFSET_BITS", (long) widths.offset());
    parameters.put("SUM_BITS", (long) widths.sum());
    parameters.put("SHIFT", (long) shift);
    parameters.put("MIN", (long) min);
    parameters.put("MAX", (long) max);
    parameters.put("OUT_BITS", (long) output.bits());
    parameters.put("TIES", ties.parameter());
    parameters.put("PIPELINE", (long) pipeline);
    parameters.put("MULTIPLY", multiplies(actor) ? 1L : 0L);
    List<MemoryImage> memories = new ArrayList<>();
    if (multiplies(actor)) {
      memories.add(new MemoryImage("MULTIPLIER_FILE", widths.multiplier(), words(actor, 0)));
    }
    memories.add(new MemoryImage("OFFSET_FILE", widths.offset(), words(actor, 1)));
    exceptions(actor).addTo(parameters, memories, in);
    return new ModuleInstance("nn2fpga_requantize", RequantizeKernel.class, parameters, memories);
  }

  private static long[][] words(Actor actor, int constant) {
    return ChannelLanes.words(
        actor.input(), ChannelLanes.elements(actor.constants().get(constant)), 1);
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    Widths widths = widths(actor);
    Exceptions exceptions = exceptions(actor);
    List<Long> arguments = new ArrayList<>();
    arguments.addAll(
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
            output.signed() ? 1L : 0L,
            ties.parameter()));
    List<Integer> extents = List.of(in.beatsPerGroup(), in.lanes());
    List<ConstantArray> arrays = new ArrayList<>();
    arrays.add(
        new ConstantArray(
            "multiplier", widths.multiplier(), extents, ChannelLanes.flat(words(actor, 0))));
    arrays.add(
        new ConstantArray("offset", widths.offset(), extents, ChannelLanes.flat(words(actor, 1))));
    exceptions.addTo(arguments, arrays, in);
    String function = exceptions.count() == 0 ? "requantize" : "corrected_requantize";
    return new HlsInstance(function, RequantizeKernel.class, arguments, arrays);
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new PipelineMachine(LATENCY + pipeline);
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
    long registers = lanes * stages + 2L * LATENCY + 2 + offsets.distinctColumns();
    registers += pipeline * (lanes * widths.sum() + 3L);
    // The sum; the ends of the clamp are constants, so that a few LUTs compare.
    long adders = lanes * widths.sum();
    Inventory map =
        new Inventory(List.of(), adders, registers, List.of(offsets), lanes * 2L * output.bits());
    Inventory.Product product = new Inventory.Product(accBits, widths.multiplier(), lanes);
    Inventory multiplication =
        multiplies(actor)
            ? new Inventory(
                List.of(product), 0, multipliers.distinctColumns(), List.of(multipliers), 0)
            : Inventory.EMPTY;
    return map.plus(multiplication).plus(exceptions(actor).inventory(in));
  }
}
