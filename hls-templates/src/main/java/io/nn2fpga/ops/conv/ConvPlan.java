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
 * @param channels IC
 * @param lanes P, lanes of the stream that the frame arrives on
 * @param simd SIMD, lanes of the stream that the matrix-vector unit reads
 */
record ConvPlan(Route route, int kernelHeight, int kernelWidth, int channels, int lanes, int simd) {

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
   * @throws IllegalArgumentException if a window has fewer elements than {@code simd}
   */
  static ConvPlan of(Window window, int channels, int simd) {
    int taps = window.kernelHeight() * window.kernelWidth();
    if (simd < 1 || simd > taps * channels) {
      throw new IllegalArgumentException(
          "SIMD " + simd + " for windows of " + taps + " x " + channels);
    }
    if (isPointwise(window)) {
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

  private static ConvPlan plan(Route route, Window window, int channels, int lanes, int simd) {
    return new ConvPlan(route, window.kernelHeight(), window.kernelWidth(), channels, lanes, simd);
  }

  /** The values of SIMD worth considering, ascending. */
  static List<Integer> simds(Window window, int channels) {
    int taps = window.kernelHeight() * window.kernelWidth();
    TreeSet<Integer> simds = new TreeSet<>();
    for (int lanes : MvuFoldings.lanes(channels)) {
      simds.add(lanes);
      simds.add(isPointwise(window) ? lanes : lanes * taps);
    }
    if (taps * channels <= SMALL_WINDOW) {
      simds.addAll(MvuFoldings.lanes(taps * channels));
    }
    return List.copyOf(simds);
  }

  private static boolean isPointwise(Window window) {
    return window.kernel().equals(List.of(1, 1))
        && window.strides().equals(List.of(1, 1))
        && !window.isPadded();
  }

  /** The generator's form; none for pointwise plans. */
  Form form() {
    return switch (route) {
      case SERIAL -> Form.SERIAL;
      case PARALLEL, CONVERTED -> Form.PARALLEL;
      case POINTWISE -> throw new IllegalStateException("no sliding window");
    };
  }

  /** Elements of a window. */
  int length() {
    return kernelHeight * kernelWidth * channels;
  }

  /** Beats of SIMD lanes a window. */
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
   * @param weights {@code [OC, KH, KW, IC]}
   * @return {@code [OC, places]}, in the order of the beats' lanes, 0 in unused lanes
   */
  IntTensor arranged(IntTensor weights) {
    int outputs = weights.type().extent(0);
    int places = places();
    int length = length();
    TensorType type = new TensorType(List.of(outputs, places), weights.type().element());
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
