package io.nn2fpga.ops.slidingwindow;

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
import io.nn2fpga.op.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The sliding window generator; see the package for what it does in which cycle.
 *
 * <p>Input: {@code [H, W, C]} by 1 × P. Output: {@code [OH, OW, beats · SIMD]} by 1 × SIMD, with
 * SIMD = P (serial) or KH·KW·P (parallel), already in beat order: {@link #windowElement} says what
 * each lane of each beat of a window holds.
 *
 * @param form serial or parallel
 * @param kernel [KH, KW]
 * @param strides [SH, SW]
 * @param pads [top, left, bottom, right], each smaller than what a window spans
 * @param dilations [DH, DW], rows and columns from one tap to the next
 * @param groups groups of a pixel's words that windows come in, one after the other; a divisor of
 *     ceil(C / P). A parallel generator's order is the same with any.
 * @param padValue what places in the padding hold; a value of the input's element type
 * @param lanes P, channels a word
 * @param rows rows of the line buffer, at least those that a window spans; {@link
 *     LineBuffer#mostRows} is always enough
 */
public record SlidingWindowKernel(
    Form form,
    List<Integer> kernel,
    List<Integer> strides,
    List<Integer> pads,
    List<Integer> dilations,
    int groups,
    int padValue,
    int lanes,
    int rows)
    implements Kernel {

  /** How many taps leave at a time. */
  public enum Form {
    /** One tap of P channels a beat. */
    SERIAL,
    /** All KH·KW taps of P channels a beat. */
    PARALLEL
  }

  /** Checks the ranges. */
  public SlidingWindowKernel {
    Window window = new Window(kernel, strides, pads, dilations).requireNoEmptyWindow();
    kernel = window.kernel();
    strides = window.strides();
    pads = window.pads();
    dilations = window.dilations();
    if (lanes < 1 || groups < 1 || rows < window.spanHeight()) {
      throw new IllegalArgumentException(
          lanes
              + " lanes, "
              + groups
              + " groups and "
              + rows
              + " rows for a kernel of "
              + kernel
              + " by "
              + strides);
    }
  }

  /** A generator for a window. */
  public SlidingWindowKernel(
      Form form, Window window, int groups, int padValue, int lanes, int rows) {
    this(
        form,
        window.kernel(),
        window.strides(),
        window.pads(),
        window.dilations(),
        groups,
        padValue,
        lanes,
        rows);
  }

  /**
   * What a lane of a window's beat holds, of a generator without groups or of a group's channels.
   *
   * @param channels C of the frame, or of a group
   * @param lanes P of the generator's input stream
   * @param beat beat of the window, from 0
   * @param lane lane of the output beat
   * @return index into {@code [KH, KW, C]}, row major, or −1 for a lane that is always zero
   */
  public static int windowElement(
      Form form, int kernelHeight, int kernelWidth, int channels, int lanes, int beat, int lane) {
    int words = (channels + lanes - 1) / lanes;
    int tap = form == Form.SERIAL ? beat / words : lane / lanes;
    int c = beat % words * lanes + lane % lanes;
    if (tap >= kernelHeight * kernelWidth || c >= channels) {
      return -1;
    }
    return tap * channels + c;
  }

  /** SIMD, the lanes of the output stream: P (serial) or KH·KW·P (parallel). */
  public int outputLanes() {
    return form == Form.SERIAL ? lanes : taps() * lanes;
  }

  /** Beats a window of that many channels. */
  public int beatsPerWindow(int channels) {
    int words = (channels + lanes - 1) / lanes;
    return form == Form.SERIAL ? taps() * words : words;
  }

  /** Kernel, strides and padding. */
  public Window window() {
    return new Window(kernel, strides, pads, dilations);
  }

  private int taps() {
    return kernel.get(0) * kernel.get(1);
  }

  WindowGeometry geometry(StreamType input) {
    return WindowGeometry.of(input, window(), groups);
  }

  @Override
  public String mnemonic() {
    return "sliding-window";
  }

  @Override
  public List<Type> inferTypes(List<Type> inputs) {
    Operands.requireCount(inputs, 1);
    StreamType input = Operands.stream(inputs, 0);
    if (input.pixels() != 1 || input.lanes() != lanes) {
      throw new IllegalArgumentException(
          "a sliding window generator of 1 x " + lanes + " lanes cannot read " + input);
    }
    if (!input.element().holds(padValue)) {
      throw new IllegalArgumentException("padding value " + padValue + " is no " + input.element());
    }
    return List.of(output(input.frame()));
  }

  private StreamType output(TensorType frame) {
    WindowGeometry geometry = geometry(StreamType.of(frame, lanes));
    int channels = Math.multiplyExact(beatsPerWindow(frame.extent(2)), outputLanes());
    return new StreamType(
        geometry.outHeight(),
        geometry.outWidth(),
        channels,
        (IntegerElement) frame.element(),
        1,
        outputLanes());
  }

  @Override
  public List<IntTensor> evaluate(List<Tensor> inputs) {
    IntTensor frame = (IntTensor) inputs.get(0);
    return List.of(WindowCutter.windows(this, frame, output(frame.type())));
  }

  @Override
  public ModuleInstance module(Actor actor) {
    StreamType input = actor.input();
    WindowGeometry geometry = geometry(input);
    Map<String, Long> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENT_BITS", (long) input.element().bits());
    parameters.put("LANES", (long) lanes);
    parameters.put("HEIGHT", (long) geometry.height());
    parameters.put("WIDTH", (long) geometry.width());
    parameters.put("CHANNELS", (long) input.channels());
    parameters.put("KERNEL_H", (long) geometry.kernelHeight());
    parameters.put("KERNEL_W", (long) geometry.kernelWidth());
    parameters.put("STRIDE_H", (long) geometry.strideHeight());
    parameters.put("STRIDE_W", (long) geometry.strideWidth());
    parameters.put("DILATION_H", (long) geometry.dilationHeight());
    parameters.put("DILATION_W", (long) geometry.dilationWidth());
    parameters.put("PAD_TOP", (long) geometry.padTop());
    parameters.put("PAD_LEFT", (long) geometry.padLeft());
    parameters.put("OUT_H", (long) geometry.outHeight());
    parameters.put("OUT_W", (long) geometry.outWidth());
    parameters.put("PAD_VALUE", padValue & ((1L << input.element().bits()) - 1));
    parameters.put("ROWS", (long) rows);
    if (form == Form.SERIAL) {
      parameters.put("GROUPS", (long) groups);
    }
    String module = form == Form.SERIAL ? "nn2fpga_window_serial" : "nn2fpga_window_parallel";
    return new ModuleInstance(module, SlidingWindowKernel.class, parameters, List.of());
  }

  @Override
  public HlsInstance hls(Actor actor) {
    StreamType input = actor.input();
    WindowGeometry geometry = geometry(input);
    List<Long> arguments =
        new ArrayList<>(
            LongStream.of(
                    geometry.height(),
                    geometry.width(),
                    input.channels(),
                    lanes,
                    input.element().bits(),
                    input.element().signed() ? 1 : 0,
                    geometry.kernelHeight(),
                    geometry.kernelWidth(),
                    geometry.strideHeight(),
                    geometry.strideWidth(),
                    geometry.dilationHeight(),
                    geometry.dilationWidth(),
                    geometry.padTop(),
                    geometry.padLeft(),
                    geometry.outHeight(),
                    geometry.outWidth(),
                    padValue,
                    rows)
                .boxed()
                .toList());
    if (form == Form.SERIAL) {
      arguments.add((long) groups);
    }
    String function = form == Form.SERIAL ? "window_serial" : "window_parallel";
    return new HlsInstance(function, SlidingWindowKernel.class, arguments, List.of());
  }

  @Override
  public TimingMachine timing(Actor actor) {
    return SlidingWindowMachine.of(form, geometry(actor.input()), rows);
  }

  @Override
  public long interval(Actor actor) {
    return LineBuffer.interval(this, actor.input(), WindowConsumer.EAGER);
  }

  @Override
  public Inventory inventory(Actor actor) {
    return WindowInventory.of(this, actor.input());
  }
}
