package io.nn2fpga.ops.depthwise;

import io.nn2fpga.op.Folding;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.mvu.MvuFoldings;
import java.util.ArrayList;
import java.util.List;

/**
 * How the windows of PE channels reach the vector-vector unit, SIMD taps a beat.
 *
 * @param route through which actors
 * @param taps KH·KW
 * @param pe channels a word
 * @param simd taps a beat
 */
record DepthwisePlan(Route route, int taps, int pe, int simd) {

  /** Ways from the frame to the unit; earlier ones are cheaper. */
  enum Route {
    /** 1×1, stride 1, unpadded: the frame is its own windows. */
    POINTWISE,
    /** One tap of PE channels a beat, all taps of a word before those of the next. */
    SERIAL,
    /** All taps of PE channels a beat. */
    PARALLEL,
    /** All taps at once, then a converter to some of them. */
    CONVERTED
  }

  /** Largest window that is worth keeping in registers only to be cut into other lanes. */
  private static final int SMALL_WINDOW = 64;

  /**
   * The plan of a folding.
   *
   * @throws IllegalArgumentException if its SIMD does not divide the taps
   */
  static DepthwisePlan of(Window window, Folding folding) {
    int taps = window.taps();
    int simd = folding.simd();
    if (simd < 1 || taps % simd != 0) {
      throw new IllegalArgumentException("SIMD " + simd + " of " + taps + " taps");
    }
    Route route;
    if (window.isPointwise()) {
      route = Route.POINTWISE;
    } else if (simd == 1) {
      route = Route.SERIAL;
    } else {
      route = simd == taps ? Route.PARALLEL : Route.CONVERTED;
    }
    return new DepthwisePlan(route, taps, folding.pe(), simd);
  }

  /** The values of SIMD worth considering with that many channels at a time, ascending. */
  static List<Integer> simds(Window window, int pe) {
    int taps = window.taps();
    List<Integer> simds = new ArrayList<>();
    for (int simd = 1; simd <= taps; simd++) {
      boolean converted = simd > 1 && simd < taps;
      if (taps % simd == 0 && (!converted || taps * pe <= SMALL_WINDOW)) {
        simds.add(simd);
      }
    }
    return simds;
  }

  /** Beats of a fold of channels. */
  int beats() {
    return taps / simd;
  }

  /** Beats of a pixel of that many channels. */
  long beats(int channels) {
    return (long) beats() * MvuFoldings.folds(channels, pe);
  }
}
