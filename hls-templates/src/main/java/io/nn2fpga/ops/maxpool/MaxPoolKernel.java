package io.nn2fpga.ops.maxpool;

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
import io.nn2fpga.op.PipelineMachine;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Maximum over the taps of each beat of a parallel sliding window generator, in two pipeline
 * stages: along the window's rows, then across them.
 *
 * <p>Input: {@code [OH, OW, ceil(C / P) · KH·KW·P]} by KH·KW·P lanes, padded places holding the
 * element type's smallest value. Output: {@code [OH, OW, C]} by P lanes.
 *
 * @param kernel [KH, KW]
 * @param channels C
 * @param lanes P
 */
public record MaxPoolKernel(List<Integer> kernel, int channels, int lanes) implements Kernel {
  private static final int LATENCY = 2;

  /** Copies the kernel's extents. */
  public MaxPoolKernel {
    kernel = List.copyOf(kernel);
    if (kernel.size() != 2 || lanes < 1 || lanes > channels) {
      throw new IllegalArgumentException(kernel + ", " + lanes + " lanes of " + channels);
    }
  }

  private int taps() {
    return kernel.get(0) * kernel.get(1);
  }

  @Override
  public String mnemonic() {
    return "max-pool";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    return List.of(PoolWindows.pooled(Operands.stream(inputs, 0), taps(), channels, lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor windows = (IntTensor) inputs.get(0);
    TensorType in = windows.type();
    TensorType type = TensorType.of(in.element(), in.extent(0), in.extent(1), channels);
    int[] result = new int[type.size()];
    for (int i = 0; i < result.length; i++) {
      int c = i % channels;
      int start = i / channels * in.extent(2) + c / lanes * taps() * lanes + c % lanes;
      int best = windows.data()[start];
      for (int tap = 1; tap < taps(); tap++) {
        best = Math.max(best, windows.data()[start + tap * lanes]);
      }
      result[i] = best;
    }
    return List.of(new IntTensor(type, result));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType out = actor.output();
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENT_BITS", (long) out.element().bits());
    parameters.put("SIGNED", out.element().signed() ? 1L : 0L);
    parameters.put("KERNEL_H", (long) kernel.get(0));
    parameters.put("KERNEL_W", (long) kernel.get(1));
    parameters.putAll(ChannelLanes.parameters(out));
    return new ModuleInstance("nn2fpga_max_pool", MaxPoolKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType out = actor.output();
    List<Long> arguments =
        List.of(
            (long) out.height() * out.width(),
            (long) out.beatsPerGroup(),
            (long) ChannelLanes.lastLanes(out),
            (long) lanes,
            (long) taps(),
            (long) out.element().bits(),
            out.element().signed() ? 1L : 0L);
    return new HlsInstance("max_pool", MaxPoolKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new PipelineMachine(LATENCY);
  }

  @Override
  public Inventory inventory(Actor actor) {
    StreamType out = actor.output();
    long comparisons = (long) (taps() - 1) * out.dataBits();
    long registers = (kernel.get(0) + 1L) * out.dataBits() + 2L * LATENCY + LATENCY;
    return new Inventory(List.of(), comparisons, registers, List.of(), comparisons);
  }
}
