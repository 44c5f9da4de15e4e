package io.nn2fpga.ops.pixelwindows;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Cuts the windows of PX adjacent output pixels out of the window that spans them all; see the
 * package for which element goes where.
 *
 * <p>Input: {@code [OH, OW / PX, KH · columns · C]}, a spanning window a beat in the order (row,
 * column, channel). Output: {@code [OH, OW / PX, ceil(KH·KW·C / SIMD) · PX · SIMD]} in the order
 * (fold, pixel, element of the fold), {@code foldsPerBeat} folds a beat.
 *
 * @param kernel [KH, KW]
 * @param stride SW, columns from one pixel's window to the next pixel's
 * @param dilation DW, columns from one tap to the next
 * @param columns columns of the spanning window
 * @param first column of it at which the first pixel's window starts
 * @param channels C
 * @param pixels PX
 * @param simd elements of each pixel's window in a fold
 * @param foldsPerBeat divides the folds of a window
 */
public record PixelWindowsKernel(
    List<Integer> kernel,
    int stride,
    int dilation,
    int columns,
    int first,
    int channels,
    int pixels,
    int simd,
    int foldsPerBeat)
    implements Kernel {

  /** Copies the kernel's extents and checks that the windows lie inside the spanning one. */
  public PixelWindowsKernel {
    kernel = List.copyOf(kernel);
    if (kernel.size() != 2
        || stride < 1
        || dilation < 1
        || first < 0
        || pixels < 1
        || first + (pixels - 1) * stride + (kernel.get(1) - 1) * dilation >= columns) {
      throw new IllegalArgumentException(
          pixels + " windows of " + kernel + " from column " + first + " of " + columns);
    }
    int length = kernel.get(0) * kernel.get(1) * channels;
    if (simd < 1 || simd > length || folds(length, simd) % foldsPerBeat != 0) {
      throw new IllegalArgumentException(
          foldsPerBeat + " folds a beat of " + simd + " elements of " + length);
    }
  }

  private static int folds(int length, int simd) {
    return (length + simd - 1) / simd;
  }

  /** Elements of a pixel's window. */
  private int length() {
    return kernel.get(0) * kernel.get(1) * channels;
  }

  /** Beats of a group of pixels. */
  int beats() {
    return folds(length(), simd) / foldsPerBeat;
  }

  private int spanLength() {
    return kernel.get(0) * columns * channels;
  }

  /** Which element of the spanning window is at a place of the output; −1 for a zero. */
  private int element(int place) {
    int e = place / (pixels * simd) * simd + place % simd;
    if (e >= length()) {
      return -1;
    }
    int ky = e / (kernel.get(1) * channels);
    int kx = e / channels % kernel.get(1);
    int column = first + place / simd % pixels * stride + kx * dilation;
    return (ky * columns + column) * channels + e % channels;
  }

  @Override
  public String mnemonic() {
    return "pixel-windows";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType input = Operands.stream(inputs, 0);
    Operands.requireOnePixel(input);
    if (input.channels() != spanLength() || input.lanes() != spanLength()) {
      throw new IllegalArgumentException(
          input + " does not hold a window of " + spanLength() + " elements a beat");
    }
    int lanes = foldsPerBeat * pixels * simd;
    return List.of(
        new StreamType(input.height(), input.width(), beats() * lanes, input.element(), 1, lanes));
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor spans = (IntTensor) inputs.get(0);
    TensorType in = spans.type();
    int places = beats() * foldsPerBeat * pixels * simd;
    int[] elements = new int[places];
    for (int place = 0; place < places; place++) {
      elements[place] = element(place);
    }
    TensorType type = TensorType.of(in.element(), in.extent(0), in.extent(1), places);
    int[] data = new int[type.size()];
    for (int i = 0; i < data.length; i++) {
      int element = elements[i % places];
      data[i] = element < 0 ? 0 : spans.data()[i / places * spanLength() + element];
    }
    return List.of(new IntTensor(type, data));
  }

  private List<Long> geometry() {
    return LongStream.of(
            kernel.get(0),
            kernel.get(1),
            stride,
            dilation,
            columns,
            first,
            channels,
            pixels,
            simd,
            foldsPerBeat,
            beats())
        .boxed()
        .toList();
  }

  private static final List<String> GEOMETRY =
      List.of(
          "KERNEL_H",
          "KERNEL_W",
          "STRIDE_W",
          "DILATION_W",
          "COLUMNS",
          "FIRST",
          "CHANNELS",
          "PIXELS",
          "SIMD",
          "FOLDS_PER_BEAT",
          "BEATS");

  @Override
  public ModuleInstance module(Actor actor) {
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENT_BITS", (long) actor.input().element().bits());
    for (int i = 0; i < GEOMETRY.size(); i++) {
      parameters.put(GEOMETRY.get(i), geometry().get(i));
    }
    return new ModuleInstance(
        "nn2fpga_pixel_windows", PixelWindowsKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType input = actor.input();
    List<Long> arguments = new ArrayList<>();
    arguments.add((long) input.beatsPerFrame());
    arguments.addAll(geometry());
    arguments.add((long) input.element().bits());
    arguments.add(input.element().signed() ? 1L : 0L);
    return new HlsInstance("pixel_windows", PixelWindowsKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return beats() == 1 ? new PipelineMachine(1) : new PixelWindowsMachine(beats());
  }

  @Override
  public long interval(Actor actor) {
    return actor.output().beatsPerFrame();
  }

  @Override
  public Inventory inventory(Actor actor) {
    int counter = beats() == 1 ? 0 : IntegerElement.holding(0, beats() - 1L).bits();
    long muxes = (beats() - 1L) * actor.output().dataBits();
    return new Inventory(
        List.of(), counter, actor.input().dataBits() + 2L + counter, List.of(), muxes);
  }
}
