package io.nn2fpga.ops.pixelwindows;

import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.LineBuffer;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import io.nn2fpga.ops.slidingwindow.WindowConsumer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The windows of PX adjacent output pixels as one window on the folded frame {@code [H, W / PX',
 * PX' · C]}, PX' = PX · SW: it spans as many folded columns as all of them do, and goes on by one.
 * So padding is whole folded columns, and places of the padding may lie before the first window's.
 *
 * @param window one pixel's
 * @param pixels PX
 * @param spanning on the folded frame
 * @param first column, not folded, of the spanning window at which the first pixel's window starts
 */
public record FoldedWindow(Window window, int pixels, Window spanning, int first) {
  /** Most adjacent pixels that are offered. */
  private static final int MOST_PIXELS = 8;

  /** Most products at a time that are offered: about what the largest FPGAs can make. */
  public static final int MOST_PRODUCTS = 1 << 14;

  /**
   * The folded form of a window, where there is one: PX divides the output's width and PX' the
   * input's, and no window lies in padding alone.
   *
   * @param width columns of the frame
   */
  static Optional<FoldedWindow> of(Window window, int width, int pixels) {
    int folded = pixels * window.strideWidth();
    int outputs = window.outputWidth(width);
    if (width % folded != 0 || outputs % pixels != 0) {
      return Optional.empty();
    }
    int left = ceilDiv(window.padLeft(), folded);
    int first = left * folded - window.padLeft();
    int columns = ceilDiv(first + (pixels - 1) * window.strideWidth() + window.spanWidth(), folded);
    int right = outputs / pixels - 1 + columns - left - width / folded;
    if (right < 0 || Math.max(left, right) >= columns) {
      return Optional.empty();
    }
    Window spanning =
        new Window(
            List.of(window.kernelHeight(), columns),
            List.of(window.strideHeight(), 1),
            List.of(window.padTop(), left, window.padBottom(), right),
            List.of(window.dilationHeight(), 1));
    return Optional.of(new FoldedWindow(window, pixels, spanning, first));
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  /**
   * The folded form for a layer's folding.
   *
   * @throws IllegalArgumentException if the layer has none of so many pixels
   */
  public static FoldedWindow of(Window window, TensorType frame, int pixels) {
    return of(window, frame.extent(1), pixels)
        .orElseThrow(() -> new IllegalArgumentException(pixels + " pixels at a time of " + frame));
  }

  /** Every folded form of a window that has more than one pixel, fewest pixels first. */
  public static List<FoldedWindow> all(Window window, TensorType frame) {
    List<FoldedWindow> all = new ArrayList<>();
    for (int pixels = 2; pixels <= MOST_PIXELS; pixels++) {
      of(window, frame.extent(1), pixels).ifPresent(all::add);
    }
    return all;
  }

  /**
   * The foldings of a channel-wise layer: lanes of one pixel, and all channels of several.
   *
   * @param lanes the foldings of one pixel
   * @param frame what its windows lie on
   */
  public static List<Folding> channelWise(List<Folding> lanes, Window window, TensorType frame) {
    List<Folding> foldings = new ArrayList<>(lanes);
    for (FoldedWindow folded : all(window, frame)) {
      foldings.add(new Folding(frame.extent(2), 1, folded.pixels));
    }
    return foldings;
  }

  /** The stream on which a layer without windows works with such a folding. */
  public static StreamType channelWise(TensorType frame, Folding folding) {
    return folding.px() > 1
        ? StreamType.folded(frame, folding.px())
        : StreamType.of(frame, folding.pe());
  }

  /** PX' = PX · SW, pixels of a folded column. */
  public int inputPixels() {
    return pixels * window.strideWidth();
  }

  /** Beats a frame of the folded stream, H · W / PX'. */
  public long inputBeats(TensorType frame) {
    return (long) frame.extent(0) * frame.extent(1) / inputPixels();
  }

  /** Groups of PX output pixels a frame, OH · OW / PX. */
  public long groups(TensorType frame) {
    return (long) window.outputHeight(frame.extent(0))
        * (window.outputWidth(frame.extent(1)) / pixels);
  }

  /** Windows of PX pixels by SIMD elements of each a beat, lanes (pixel, element). */
  public PixelWindowsKernel byPixel(int channels, int simd) {
    return kernel(channels, simd, 1);
  }

  /** Windows of PX pixels in one beat, lanes (tap, pixel, channel): those of PX · C channels. */
  public PixelWindowsKernel byTap(int channels) {
    return kernel(channels, channels, window.taps());
  }

  private PixelWindowsKernel kernel(int channels, int simd, int folds) {
    return new PixelWindowsKernel(
        window.kernel(),
        window.strideWidth(),
        window.dilationWidth(),
        spanning.kernelWidth() * inputPixels(),
        first,
        channels,
        pixels,
        simd,
        folds);
  }

  /**
   * Adds {@code <node>.window}, the spanning windows, and {@code <node>.pixels}, what a kernel cuts
   * out of them; neither where the frame itself is what it gives.
   *
   * @param padValue what padded places hold
   * @return the stream of windows
   */
  public String windows(
      LayerNode layer, int padValue, PixelWindowsKernel kernel, FlowBuilder builder) {
    Node node = layer.node();
    StreamType type = StreamType.folded(layer.input(0), inputPixels());
    String stream = builder.convert(builder.stream(node.input()), type, node.name(), node.source());
    if (!spanning.isPointwise()) {
      WindowConsumer consumer = new WindowConsumer(kernel.beats(), false);
      int rows = LineBuffer.smallestRows(Form.PARALLEL, spanning, 1, type, consumer);
      SlidingWindowKernel generator =
          new SlidingWindowKernel(Form.PARALLEL, spanning, 1, padValue, type.lanes(), rows);
      stream = builder.actor(node.name() + ".window", generator, List.of(stream), node.source());
    }
    return window.isPointwise() && kernel.beats() == 1
        ? stream
        : builder.actor(node.name() + ".pixels", kernel, List.of(stream), node.source());
  }
}
