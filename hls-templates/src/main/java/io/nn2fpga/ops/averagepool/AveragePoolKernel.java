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
import io.nn2fpga.op.PipelineMachine;
import io.nn2fpga.op.TimingMachine;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.ChannelLanes;
import io.nn2fpga.ops.slidingwindow.PoolWindows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * {@link AveragePool} over the taps of each beat of a parallel sliding window generator, in four
 * pipeline stages: sum along rows, across them, multiply, add and clamp.
 *
 * <p>Operands: windows {@code [OH, OW, ceil(C / P) · KH·KW·P]} by KH·KW·P lanes, zero in the
 * padding; multiplier and offset {@code [classes]}. Result: {@code [OH, OW, C]} by P lanes.
 *
 * @param kernel [KH, KW]
 * @param strides [SH, SW]
 * @param pads [top, left, bottom, right]
 * @param height rows of the frame under the windows
 * @param width columns of the frame under the windows
 * @param channels C
 * @param lanes P
 * @param shift bits dropped after rounding
 * @param away whether sums are doubled and told apart by their sign, so that ties go away from zero
 * @param min smallest code
 * @param max largest code
 * @param output the codes' type
 */
public record AveragePoolKernel(
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    int height,
    int width,
    int channels,
    int lanes,
    int shift,
    boolean away,
    int min,
    int max,
    IntegerElement output)
    implements Kernel {
  private static final int LATENCY = 4;

  /** Checks the ranges. */
  public AveragePoolKernel {
    AveragePool pool = new AveragePool(kernel, strides, pads, shift, min, max, output);
    kernel = pool.kernel();
    strides = pool.strides();
    pads = pool.pads();
    if (lanes < 1 || lanes > channels) {
      throw new IllegalArgumentException(lanes + " lanes of " + channels);
    }
  }

  /** The kernel of an int-level operation on frames of that type. */
  public static AveragePoolKernel of(AveragePool op, boolean away, TensorType frame, int lanes) {
    return new AveragePoolKernel(
        op.kernel(),
        op.strides(),
        op.pads(),
        frame.extent(0),
        frame.extent(1),
        frame.extent(2),
        lanes,
        op.shift(),
        away,
        op.min(),
        op.max(),
        op.output());
  }

  /**
   * The kernel of an unpadded int-level operation on windows of several pixels at a time. All its
   * windows are alike, so it needs no more of the frame under them than that it has as many.
   *
   * @param away whether ties go away from zero
   * @param pixels columns of windows that are channels of one here
   */
  static AveragePoolKernel folded(AveragePool op, boolean away, TensorType frame, int pixels) {
    Window window = op.window();
    int columns = window.outputWidth(frame.extent(1)) / pixels;
    int width = (columns - 1) * window.strideWidth() + window.kernelWidth();
    int channels = pixels * frame.extent(2);
    TensorType under = TensorType.of(frame.element(), frame.extent(0), width, channels);
    return of(op, away, under, channels);
  }

  private AveragePool operation() {
    return new AveragePool(kernel, strides, pads, shift, min, max, output);
  }

  private int taps() {
    return kernel.get(0) * kernel.get(1);
  }

  @Override
  public String mnemonic() {
    return "average-pool";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 3);
    StreamType windows = Operands.stream(inputs, 0);
    StreamType pooled = PoolWindows.pooled(windows, taps(), channels, lanes);
    TensorType frame = TensorType.of(windows.element(), height, width, channels);
    Type result = operation().inferTypes(List.of(frame, inputs.get(1), inputs.get(2))).get(0);
    StreamType type = StreamType.of((TensorType) result, lanes);
    if (type.height() != pooled.height() || type.width() != pooled.width()) {
      throw new IllegalArgumentException(windows + " does not hold the windows of " + frame);
    }
    return List.of(type);
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor windows = (IntTensor) inputs.get(0);
    long[] multipliers = ChannelLanes.elements(inputs.get(1));
    long[] offsets = ChannelLanes.elements(inputs.get(2));
    TensorType in = windows.type();
    TensorType type = TensorType.of(output, in.extent(0), in.extent(1), channels);
    int[] result = new int[type.size()];
    for (int i = 0; i < result.length; i++) {
      int pixel = i / channels;
      int c = i % channels;
      int start = pixel * in.extent(2) + c / lanes * taps() * lanes + c % lanes;
      long sum = 0;
      for (int tap = 0; tap < taps(); tap++) {
        sum += windows.data()[start + tap * lanes];
      }
      int k = multipliers.length == 1 ? 0 : windowClass(pixel, in.extent(1));
      long factor = PoolWidths.factor(sum, away);
      result[i] = Saturation.clamp((multipliers[k] * factor + offsets[k]) >> shift, min, max);
    }
    return List.of(new IntTensor(type, result));
  }

  private int windowClass(int pixel, int outWidth) {
    int rows = inside(pixel / outWidth * strides.get(0) - pads.get(0), kernel.get(0), height);
    int columns = inside(pixel % outWidth * strides.get(1) - pads.get(1), kernel.get(1), width);
    return (rows - 1) * kernel.get(1) + columns - 1;
  }

  private static int inside(int start, int extent, int frame) {
    return Math.min(frame, start + extent) - Math.max(0, start);
  }

  private PoolWidths widths(Actor actor) {
    return PoolWidths.of(actor, taps(), shift, away, output);
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType out = actor.output();
    IntegerElement element = actor.input().element();
    Window window = operation().window();
    PoolWidths widths = widths(actor);
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENT_BITS", (long) element.bits());
    parameters.put("SIGNED", element.signed() ? 1L : 0L);
    parameters.put("HEIGHT", (long) height);
    parameters.put("WIDTH", (long) width);
    parameters.put("KERNEL_H", (long) window.kernelHeight());
    parameters.put("KERNEL_W", (long) window.kernelWidth());
    parameters.put("STRIDE_H", (long) window.strideHeight());
    parameters.put("STRIDE_W", (long) window.strideWidth());
    parameters.put("PAD_TOP", (long) window.padTop());
    parameters.put("PAD_LEFT", (long) window.padLeft());
    parameters.put("OUT_H", (long) out.height());
    parameters.put("OUT_W", (long) out.width());
    parameters.putAll(ChannelLanes.parameters(out));
    parameters.put("CLASSES", (long) operation().classes());
    widths.addTo(parameters, shift, away, min, max, output);
    return new ModuleInstance(
        "nn2fpga_average_pool", AveragePoolKernel.class, parameters, widths.memories());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType out = actor.output();
    IntegerElement element = actor.input().element();
    Window window = operation().window();
    PoolWidths widths = widths(actor);
    List<Long> arguments =
        LongStream.of(
                height,
                width,
                window.kernelHeight(),
                window.kernelWidth(),
                window.strideHeight(),
                window.strideWidth(),
                window.padTop(),
                window.padLeft(),
                out.height(),
                out.width(),
                out.beatsPerGroup(),
                ChannelLanes.lastLanes(out),
                lanes,
                element.bits(),
                element.signed() ? 1 : 0,
                operation().classes(),
                widths.multiplierBits(),
                widths.offsetBits(),
                widths.accBits(),
                shift,
                away ? 1 : 0,
                min,
                max,
                output.bits(),
                output.signed() ? 1 : 0)
            .boxed()
            .toList();
    return new HlsInstance("average_pool", AveragePoolKernel.class, arguments, widths.arrays());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return new PipelineMachine(LATENCY);
  }

  @Override
  public Inventory inventory(Actor actor) {
    PoolWidths widths = widths(actor);
    int classes = operation().classes();
    long sums = (long) lanes * widths.sumBits();
    long registers =
        (kernel.get(0) + 1L) * sums
            + widths.multiplierBits()
            + 2L * widths.offsetBits()
            + (long) lanes * (widths.accBits() + output.bits())
            + 3L * LATENCY;
    long adders = (taps() - 1L) * sums + lanes * 3L * widths.accBits();
    return new Inventory(
        List.of(new Inventory.Product(widths.sumBits(), widths.multiplierBits(), lanes)),
        adders,
        registers,
        List.of(
            new Inventory.Memory(classes, widths.multiplierBits(), true),
            new Inventory.Memory(classes, widths.offsetBits(), true)),
        lanes * 2L * output.bits());
  }
}
