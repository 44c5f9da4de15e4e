package io.nn2fpga.shell;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds the fastest clock that a board can make and that is not above what a design is given. */
final class Clocks {
  /** Frequencies as near as this are the same: a tenth of what an oscillator is exact to. */
  private static final double SAME = 1e-6;

  /** The largest division by a counter. */
  private static final int MOST_HALVINGS = 6;

  /** The clock of a full-speed USB device here: four samples a bit. */
  static final double USB_MHZ = 48;

  private Clocks() {}

  /**
   * The plan for a clock.
   *
   * @param board a board with {@code io}
   * @param mhz the fastest that the design may be clocked with
   * @throws DiagnosticException PROJECT_FILE if the board makes no clock as slow as that
   */
  static ClockPlan plan(Board board, double mhz) {
    BoardIo io = Objects.requireNonNull(board.io());
    double oscillator = io.clock().mhz();
    if (io.link().kind() == BoardIo.Kind.USB && Math.abs(oscillator / USB_MHZ - 1) > SAME) {
      return withUsb(board, io, mhz);
    }
    List<ClockPlan> plans = new ArrayList<>();
    plans.add(ClockPlan.direct(oscillator));
    // Vivado knows the clock behind a PLL by itself, that behind a counter it leaves unconstrained.
    int most = board.flow() == Board.Flow.VIVADO ? 0 : MOST_HALVINGS;
    for (int halvings = 1; halvings <= most; halvings++) {
      plans.add(ClockPlan.divided(oscillator, halvings));
    }
    plans.addAll(PllPlan.plans(board, io.clock(), mhz));
    return best(board, plans, mhz, oscillator / (1 << MOST_HALVINGS));
  }

  /** Of the clocks that come with USB's. */
  private static ClockPlan withUsb(Board board, BoardIo io, double mhz) {
    List<ClockPlan> plans = PllPlan.usb(board, io.clock(), USB_MHZ, MOST_HALVINGS);
    if (plans.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "the board " + board.name() + " makes no 48 MHz for USB beside another clock",
              "it takes an oscillator of 48 MHz or the PLL of an iCE40; give the board another link"));
    }
    return best(board, plans, mhz, USB_MHZ / (1 << MOST_HALVINGS));
  }

  private static ClockPlan best(Board board, List<ClockPlan> plans, double mhz, double slowest) {
    ClockPlan best = null;
    for (ClockPlan plan : plans) {
      boolean allowed = plan.mhz() <= mhz * (1 + SAME);
      if (allowed && (best == null || plan.mhz() > best.mhz() * (1 + SAME))) {
        best = plan;
      }
    }
    if (best == null) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              "the board " + board.name() + " makes no clock of " + mhz + " MHz or less",
              "give --clock at least " + slowest));
    }
    return best;
  }
}
