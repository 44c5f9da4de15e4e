package io.nn2fpga.ops.slidingwindow;

import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.ArrayList;
import java.util.List;

/** What pools share on their way to streams: their foldings and the windows in front of them. */
public final class PoolWindows {
  private PoolWindows() {}

  /** One folding for each number of beats a pixel, with the fewest lanes that reach it. */
  public static List<Folding> foldings(int channels) {
    List<Folding> foldings = new ArrayList<>();
    int beats = 0;
    for (int lanes = 1; lanes <= channels; lanes++) {
      int needed = (channels + lanes - 1) / lanes;
      if (needed != beats) {
        foldings.add(new Folding(lanes, 1, 1));
        beats = needed;
      }
    }
    return foldings;
  }

  /** The layer's input by that many lanes; adds {@code <node>.convert} where it has others. */
  public static String input(LayerNode layer, int lanes, FlowBuilder builder) {
    StreamType target = StreamType.of(layer.input(0), lanes);
    String given = builder.stream(layer.node().input());
    return builder.convert(given, target, layer.node().name(), layer.node().source());
  }

  /**
   * Adds {@code <node>.window}: all taps of {@code lanes} channels a beat.
   *
   * @param padValue what padded places hold
   * @return the stream of windows
   */
  public static String windows(
      LayerNode layer, Window window, int lanes, int padValue, FlowBuilder builder) {
    String input = input(layer, lanes, builder);
    StreamType type = builder.type(input);
    int rows = LineBuffer.smallestRows(Form.PARALLEL, window, 1, type, WindowConsumer.EAGER);
    SlidingWindowKernel kernel =
        new SlidingWindowKernel(Form.PARALLEL, window, 1, padValue, lanes, rows);
    String name = layer.node().name() + ".window";
    return builder.actor(name, kernel, List.of(input), layer.node().source());
  }

  /**
   * The frame of pooled pixels that a stream of windows stands for: {@code [OH, OW, channels]}.
   *
   * @param windows a parallel generator's output
   * @param taps KH·KW
   * @throws IllegalArgumentException if the stream does not hold such windows
   */
  public static StreamType pooled(StreamType windows, int taps, int channels, int lanes) {
    int beats = (channels + lanes - 1) / lanes;
    boolean fits = windows.pixels() == 1 && windows.lanes() == taps * lanes;
    if (!fits || windows.channels() != beats * taps * lanes) {
      throw new IllegalArgumentException(
          windows
              + " does not hold windows of "
              + taps
              + " taps, "
              + channels
              + " channels by "
              + lanes);
    }
    return new StreamType(windows.height(), windows.width(), channels, windows.element(), 1, lanes);
  }
}
