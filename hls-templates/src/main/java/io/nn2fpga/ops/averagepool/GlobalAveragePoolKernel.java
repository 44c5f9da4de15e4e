package io.nn2fpga.ops.averagepool;

import io.nn2fpga.arith.Saturation;
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
 * {@link AveragePool} over the whole frame: accumulates the raster, no windows needed.
 *
 * <p>Operands: {@code [H, W, C]} by P lanes, multiplier and offset {@code [1]}. Result: {@code [1,
 * 1, C]} by P lanes, each beat three cycles behind its channels' beat of the last pixel.
 *
 * @param shift bits dropped after rounding
 * @param away whether sums are doubled and told apart by their sign, so that ties go away from zero
 * @param min smallest code
 * @param max largest code
 * @param output the codes' type
 */
public record GlobalAveragePoolKernel(
    int shift, boolean away, int min, int max, IntegerElement output) implements Kernel {
  static final int LATENCY = 3;

  /** Checks the ranges. */
  public GlobalAveragePoolKernel {
    operation(1, 1, shift, min, max, output);
  }

  /** Whether a pool of frames of that type is one. */
  public static boolean fits(AveragePool op, TensorType frame) {
    return !op.window().isPadded()
        && op.kernel().get(0) == frame.extent(0)
        && op.kernel().get(1) == frame.extent(1);
  }

  private static AveragePool operation(
      int height, int width, int shift, int min, int max, IntegerElement output) {
    return new AveragePool(
        List.of(height, width), List.of(1, 1), List.of(0, 0, 0, 0), shift, min, max, output);
  }

  private AveragePool operation(TensorType frame) {
    return operation(frame.extent(0), frame.extent(1), shift, min, max, output);
  }

  @Override
  public String mnemonic() {
    return "global-average-pool";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    StreamType in = Operands.stream(inputs, 0);
    Operands.requireOnePixel(in);
    TensorType frame = in.frame();
    Type result = operation(frame).inferTypes(List.of(frame, inputs.get(1), inputs.get(2))).get(0);
    return List.of(StreamType.of((TensorType) result, in.lanes()));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor x = (IntTensor) inputs.get(0);
    long multiplier = ChannelLanes.elements(inputs.get(1))[0];
    long offset = ChannelLanes.elements(inputs.get(2))[0];
    int[] result = new int[x.type().extent(2)];
    for (int c = 0; c < result.length; c++) {
      long sum = 0;
      for (int i = c; i < x.data().length; i += result.length) {
        sum += x.data()[i];
      }
      long code = (multiplier * PoolWidths.factor(sum, away) + offset) >> shift;
      result[c] = Saturation.clamp(code, min, max);
    }
    return List.of(IntTensor.of(output, result, 1, 1, result.length));
  }

  private PoolWidths widths(Actor actor) {
    return PoolWidths.of(actor, pixels(actor), shift, away, output);
  }

  private static int pixels(Actor actor) {
    return actor.input().height() * actor.input().width();
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType in = actor.input();
    PoolWidths widths = widths(actor);
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENT_BITS", (long) in.element().bits());
    parameters.put("SIGNED", in.element().signed() ? 1L : 0L);
    parameters.put("PIXELS", (long) pixels(actor));
    parameters.putAll(ChannelLanes.parameters(in));
    widths.addTo(parameters, shift, away, min, max, output);
    return new ModuleInstance(
        "nn2fpga_global_average_pool",
        GlobalAveragePoolKernel.class,
        parameters,
        widths.memories());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType in = actor.input();
    PoolWidths widths = widths(actor);
    List<Long> arguments =
        List.of(
            (long) pixels(actor),
            (long) in.beatsPerGroup(),
            (long) ChannelLanes.lastLanes(in),
            (long) in.lanes(),
            (long) in.element().bits(),
            in.element().signed() ? 1L : 0L,
            (long) widths.sumBits(),
            (long) widths.multiplierBits(),
            (long) widths.offsetBits(),
            (long) widths.accBits(),
            (long) shift,
            away ? 1L : 0L,
            (long) min,
            (long) max,
            (long) output.bits(),
            output.signed() ? 1L : 0L);
    return new HlsInstance(
        "global_average_pool", GlobalAveragePoolKernel.class, arguments, widths.arrays());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new GlobalAveragePoolMachine(
        actor.input().beatsPerFrame(), actor.input().beatsPerGroup());
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType in = actor.input();
    PoolWidths widths = widths(actor);
    long lanes = in.lanes();
    int sums = in.lanes() * widths.sumBits();
    int counters =
        IntegerElement.holding(0, in.beatsPerGroup()).bits()
            + IntegerElement.holding(0, pixels(actor)).bits();
    long registers = sums + lanes * (widths.accBits() + output.bits()) + 3L * LATENCY + counters;
    return new Inventory(
        List.of(new Inventory.Product(widths.sumBits(), widths.multiplierBits(), lanes)),
        sums + lanes * 3L * widths.accBits() + counters,
        registers,
        List.of(
            new Inventory.Memory(in.beatsPerGroup(), sums, false),
            new Inventory.Memory(1, widths.multiplierBits(), true),
            new Inventory.Memory(1, widths.offsetBits(), true)),
        sums + lanes * 2L * output.bits());
  }
}
