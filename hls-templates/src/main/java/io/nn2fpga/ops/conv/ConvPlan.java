package io.nn2fpga.ops.conv;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.mvu.MvuFoldings;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel.Form;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How the windows of a convolution reach SIMD lanes.
 *
 * @param route through which actors
 * @param kernelHeight KH
 * @param kernelWidth KW
 * @param channels IC/G, channels of a group
 * @param groups G; windows come group by group, each as a window of its own
 * @param lanes P, lanes of the stream that the frame arrives on; with several groups a divisor of
 *     their channels
 * @param simd SIMD, lanes of the stream that the matrix-vector unit reads
 */
record ConvPlan(
    Route route, int kernelHeight, int kernelWidth, int channels, int groups, int lanes, int simd) {

  /** Ways from the frame to the matrix-vector unit; earlier ones are cheaper. */
  enum Route {
    /** 1×1, stride 1, unpadded: the frame is its own windows. */
    POINTWISE,
    /** One tap of SIMD channels a beat. */
    SERIAL,
    /** All taps of SIMD / (KH·KW) channels a beat. */
    PARALLEL,
    /** The whole window at once, then a converter to SIMD lanes. */
    CONVERTED
  }

  /** Largest window that is worth keeping in registers only to be cut into other lanes. */
  private static final int SMALL_WINDOW = 64;

  /**
   * The plan of a convolution for a SIMD: of the ways that give these lanes the one with the fewest
   * beats, the cheapest of equals.
   *
   * @param channels of all groups
   * @throws IllegalArgumentException if a group's window has fewer elements than {@code simd}, or
   *     no way gives a group these lanes without ragged beats
   */
  static ConvPlan of(Window window, int channels, int groups, int simd) {
    if (groups > 1) {
      return grouped(window, channels / groups, groups, simd);
    }
    int taps = window.taps();
    if (simd < 1 || simd > taps * channels) {
      throw new IllegalArgumentException(
          "SIMD " + simd + " for windows of " + taps + " x " + channels);
    }
    if (window.isPointwise()) {
      return plan(Route.POINTWISE, window, channels, simd, simd);
    }
    Stream.Builder<ConvPlan> plans = Stream.builder();
    boolean serial = simd <= channels;
    boolean parallel = simd % taps == 0;
    if (serial) {
      plans.add(plan(Route.SERIAL, window, channels, simd, simd));
    }
    if (parallel) {
      plans.add(plan(Route.PARALLEL, window, channels, simd / taps, simd));
    }
    if (taps * channels <= SMALL_WINDOW || !(serial || parallel)) {
      plans.add(plan(Route.CONVERTED, window, channels, channels, simd));
    }
    return plans.build().min(Comparator.comparingInt(ConvPlan::beats)).orElseThrow();
  }

  private static ConvPlan grouped(Window window, int channels, int groups, int simd) {
    int taps = window.taps();
    boolean serial = channels % simd == 0;
    if (!serial && (simd % taps != 0 || channels % (simd / taps) != 0)) {
      throw new IllegalArgumentException(
          "SIMD " + simd + " for windows of " + taps + " x " + channels + " a group");
    }
    Route route = window.isPointwise() ? Route.POINTWISE : serial ? Route.SERIAL : Route.PARALLEL;
    return new ConvPlan(
        route,
        window.kernelHeight(),
        window.kernelWidth(),
        channels,
        groups,
        serial ? simd : simd / taps,
        simd);
  }

  private static ConvPlan plan(Route route, Window window, int channels, int lanes, int simd) {
    return new ConvPlan(
        route, window.kernelHeight(), window.kernelWidth(), channels, 1, lanes, simd);
  }

  /** The values of SIMD worth considering, ascending. */
  static List<Integer> simds(Window window, int channels, int groups) {
    int taps = window.taps();
    TreeSet<Integer> simds = new TreeSet<>();
    if (groups > 1) {
      int part = channels / groups;
      for (int lanes : MvuFoldings.lanes(part)) {
        if (part % lanes == 0) {
          simds.add(lanes);
          simds.add(window.isPointwise() ? lanes : lanes * taps);
        }
      }
      return List.copyOf(simds);
    }
    for (int lanes : MvuFoldings.lanes(channels)) {
      simds.add(lanes);
      simds.add(window.isPointwise() ? lanes : lanes * taps);
    }
    if (taps * channels <= SMALL_WINDOW) {
      simds.addAll(MvuFoldings.lanes(taps * channels));
    }
    return List.copyOf(simds);
  }

  /** The generator's form; none for pointwise plans. */
  Form form() {
    return switch (route) {
      case SERIAL -> Form.SERIAL;
      case PARALLEL, CONVERTED -> Form.PARALLEL;
      case POINTWISE -> throw new IllegalStateException("no sliding window");
    };
  }

  /** Elements of a group's window. */
  int length() {
    return kernelHeight * kernelWidth * channels;
  }

  /** Beats of SIMD lanes a group's window. */
  int beats() {
    int words = MvuFoldings.folds(channels, lanes);
    return switch (route) {
      case SERIAL -> kernelHeight * kernelWidth * words;
      case PARALLEL, POINTWISE -> words;
      case CONVERTED -> MvuFoldings.folds(length(), simd);
    };
  }

  /** Lanes of a window in the order of its beats; unused lanes count unless only at the end. */
  private int places() {
    return route == Route.SERIAL || route == Route.PARALLEL ? beats() * simd : length();
  }

  /** Index into {@code [KH, KW, IC]} of a place of the window's stream; −1 if unused. */
  private int element(int place) {
    return SlidingWindowKernel.windowElement(
        form(), kernelHeight, kernelWidth, channels, lanes, place / simd, place % simd);
  }

  /**
   * The weights as the matrix-vector unit meets them.
   *
   * @param weights {@code [OC, KH, KW, IC/G]}
   * @return {@code [OC, places]}, with several groups {@code [G, OC/G, places]}, in the order of
   *     the beats' lanes, 0 in unused lanes
   */
  IntTensor arranged(IntTensor weights) {
    int outputs = weights.type().extent(0);
    int places = places();
    int length = length();
    List<Integer> shape =
        groups == 1 ? List.of(outputs, places) : List.of(groups, outputs / groups, places);
    TensorType type = new TensorType(shape, weights.type().element());
    if (route == Route.POINTWISE || route == Route.CONVERTED) {
      return new IntTensor(type, weights.data()); // every place is the element of its number
    }
    int[] data = new int[outputs * places];
    for (int place = 0; place < places; place++) {
      int element = element(place);
      for (int oc = 0; element >= 0 && oc < outputs; oc++) {
        data[oc * places + place] = weights.data()[oc * length + element];
      }
    }
    return new IntTensor(type, data);
  }
}
