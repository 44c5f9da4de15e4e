package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;

/** The values of a frame's windows, in the order in which a generator brings them. */
final class WindowCutter {
  private final SlidingWindowKernel generator;
  private final Window window;
  private final IntTensor frame;

  private WindowCutter(SlidingWindowKernel generator, IntTensor frame) {
    this.generator = generator;
    this.window = generator.window();
    this.frame = frame;
  }

  /** All windows of a frame, as the frame of the generator's output stream. */
  static IntTensor windows(SlidingWindowKernel generator, IntTensor frame, StreamType output) {
    WindowCutter cutter = new WindowCutter(generator, frame);
    int[] elements = cutter.windowElements();
    int[] data = new int[output.frame().size()];
    for (int oy = 0; oy < output.height(); oy++) {
      for (int ox = 0; ox < output.width(); ox++) {
        int start = (oy * output.width() + ox) * output.channels();
        for (int i = 0; i < elements.length; i++) {
          data[start + i] = elements[i] < 0 ? 0 : cutter.element(oy, ox, elements[i]);
        }
      }
    }
    return new IntTensor(output.frame(), data);
  }

  /** Index into {@code [KH, KW, C]}, or −1, of each lane of each beat of a window. */
  private int[] windowElements() {
    int channels = frame.type().extent(2);
    int lanes = generator.lanes();
    int simd = generator.outputLanes();
    int beats = generator.beatsPerWindow(channels) / generator.groups();
    int groupChannels = beats * lanes / (generator.form() == Form.SERIAL ? window.taps() : 1);
    int[] elements = new int[generator.groups() * beats * simd];
    for (int i = 0; i < elements.length; i++) {
      int first = i / (beats * simd) * groupChannels;
      int part = Math.min(groupChannels, channels - first);
      int element =
          SlidingWindowKernel.windowElement(
              generator.form(),
              window.kernelHeight(),
              window.kernelWidth(),
              part,
              lanes,
              i / simd % beats,
              i % simd);
      elements[i] = element < 0 ? -1 : element / part * channels + first + element % part;
    }
    return elements;
  }

  /** One element of a window, by its index into {@code [KH, KW, C]}. */
  private int element(int oy, int ox, int index) {
    int height = frame.type().extent(0);
    int width = frame.type().extent(1);
    int channels = frame.type().extent(2);
    int ky = index / channels / window.kernelWidth();
    int kx = index / channels % window.kernelWidth();
    int y = oy * window.strideHeight() - window.padTop() + ky * window.dilationHeight();
    int x = ox * window.strideWidth() - window.padLeft() + kx * window.dilationWidth();
    boolean padding = y < 0 || y >= height || x < 0 || x >= width;
    return padding
        ? generator.padValue()
        : frame.data()[(y * width + x) * channels + index % channels];
  }
}
