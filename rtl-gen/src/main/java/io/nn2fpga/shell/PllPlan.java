package io.nn2fpga.shell;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.boards.OpenFlow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Settings of the families' PLLs. The limits are those of the data sheets that the Verilog modules
 * name; all frequencies are in MHz.
 */
final class PllPlan {
  private PllPlan() {}

  /**
   * For a board's PLL, the settings that give at most a frequency, each frequency once or more; of
   * equal ones that whose own oscillator is nearest the middle of its range comes first.
   */
  static List<ClockPlan> plans(Board board, BoardIo.Clock clock, double mhz) {
    List<Setting> settings =
        switch (board.flow()) {
          case NEXTPNR_ECP5 -> ecp5(clock.mhz(), mhz);
          case NEXTPNR_ICE40 -> ice40(clock, Objects.requireNonNull(board.open()));
          case NEXTPNR_GOWIN -> gowin(clock.mhz(), board.part());
          case VIVADO -> series7(clock.mhz());
          default -> List.of();
        };
    return settings.stream()
        .filter(s -> s.plan().mhz() <= mhz * (1 + 1e-9))
        .sorted((a, b) -> Double.compare(a.offCentre(), b.offCentre()))
        .map(Setting::plan)
        .toList();
  }

  /**
   * For an iCE40's PLL, the settings that give a clock of USB and the same halved so often, or less
   * often; empty for other boards, and if the PLL cannot.
   */
  static List<ClockPlan> usb(Board board, BoardIo.Clock clock, double usbMhz, int halvings) {
    if (board.flow() != Board.Flow.NEXTPNR_ICE40) {
      return List.of();
    }
    List<ClockPlan> plans = new ArrayList<>();
    ice40(clock, Objects.requireNonNull(board.open())).stream()
        .filter(s -> Math.abs(s.plan().mhz() / usbMhz - 1) < 1e-6)
        .min(Comparator.comparingDouble(Setting::offCentre))
        .filter(s -> "0".equals(s.plan().parameters().get("PAD")))
        .ifPresent(
            s -> {
              for (int i = 0; i <= halvings; i++) {
                Map<String, String> parameters = new TreeMap<>(s.plan().parameters());
                parameters.remove("PAD");
                parameters.put("HALVINGS", String.valueOf(i));
                double mhz = s.plan().mhz() / (1 << i);
                plans.add(new ClockPlan("nn2fpga_clock_ice40_usb", parameters, mhz, true));
              }
            });
    return plans;
  }

  /**
   * A setting.
   *
   * @param plan what it makes
   * @param offCentre distance of the PLL's oscillator from the middle of its range, a ratio of at
   *     least 1
   */
  private record Setting(ClockPlan plan, double offCentre) {}

  /** A range of frequencies. */
  private record Range(double low, double high) {
    boolean holds(double mhz) {
      return mhz >= low * (1 - 1e-9) && mhz <= high * (1 + 1e-9);
    }

    double offCentre(double mhz) {
      double middle = Math.sqrt(low * high);
      return Math.max(mhz / middle, middle / mhz);
    }
  }

  private static List<Setting> ecp5(double in, double mhz) {
    Range detector = new Range(3.125, 400);
    Range oscillator = new Range(400, 800);
    Range output = new Range(3.125, 400);
    List<Setting> settings = new ArrayList<>();
    for (int divide = 1; divide <= 128 && detector.holds(in / divide); divide++) {
      for (int multiply = 1; multiply <= 80; multiply++) {
        double feedback = in / divide * multiply;
        for (int divideBack = 1; output.holds(feedback) && divideBack <= 128; divideBack++) {
          double vco = feedback * divideBack;
          int divideOut = (int) Math.ceil(vco / mhz - 1e-9);
          if (oscillator.holds(vco) && divideOut <= 128 && output.holds(vco / divideOut)) {
            Map<String, String> parameters =
                Map.of(
                    "CLKI_DIV", String.valueOf(divide),
                    "CLKFB_DIV", String.valueOf(multiply),
                    "CLKOP_DIV", String.valueOf(divideBack),
                    "CLKOS_DIV", String.valueOf(divideOut));
            double out = vco / divideOut;
            add(settings, "nn2fpga_clock_ecp5", parameters, out, oscillator.offCentre(vco));
          }
        }
      }
    }
    return settings;
  }

  private static List<Setting> ice40(BoardIo.Clock clock, OpenFlow open) {
    Range detector = new Range(10, 133);
    Range oscillator = new Range(533, 1066);
    Range output = new Range(16, 275);
    // The UP5K's PLL takes the oscillator at its own pin from the pad, and no other way.
    boolean pad = open.device().contains("--up5k") && clock.pin().equals("35");
    List<Setting> settings = new ArrayList<>();
    for (int r = 0; r <= 15 && detector.holds(clock.mhz() / (r + 1)); r++) {
      double reference = clock.mhz() / (r + 1);
      for (int f = 0; f <= 127; f++) {
        double vco = reference * (f + 1);
        for (int q = 1; oscillator.holds(vco) && q <= 6; q++) {
          double out = vco / (1 << q);
          if (output.holds(out)) {
            Map<String, String> parameters =
                Map.of(
                    "DIVR", String.valueOf(r),
                    "DIVF", String.valueOf(f),
                    "DIVQ", String.valueOf(q),
                    "FILTER_RANGE", String.valueOf(filterRange(reference)),
                    "PAD", pad ? "1" : "0");
            add(settings, "nn2fpga_clock_ice40", parameters, out, oscillator.offCentre(vco));
          }
        }
      }
    }
    return settings;
  }

  /** The loop filter's setting for a frequency at the phase detector. */
  private static int filterRange(double reference) {
    double[] bounds = {17, 26, 44, 66, 101};
    int range = 1;
    for (double bound : bounds) {
      range += reference >= bound ? 1 : 0;
    }
    return range;
  }

  private static List<Setting> gowin(double in, String part) {
    boolean large = part.startsWith("GW2A");
    Range detector = new Range(3, 400);
    Range oscillator = large ? new Range(500, 1250) : new Range(400, 1200);
    Range output = large ? new Range(3.90625, 625) : new Range(3.125, 600);
    List<Setting> settings = new ArrayList<>();
    for (int i = 0; i <= 63 && detector.holds(in / (i + 1)); i++) {
      for (int f = 0; f <= 63; f++) {
        double out = in / (i + 1) * (f + 1);
        for (int o : new int[] {2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128}) {
          double vco = out * o;
          if (output.holds(out) && oscillator.holds(vco)) {
            Map<String, String> parameters =
                Map.of(
                    "FCLKIN", '"' + number(in) + '"',
                    "DEVICE", large ? "\"GW2A-18C\"" : "\"GW1N-9C\"",
                    "IDIV_SEL", String.valueOf(i),
                    "FBDIV_SEL", String.valueOf(f),
                    "ODIV_SEL", String.valueOf(o));
            add(settings, "nn2fpga_clock_gowin", parameters, out, oscillator.offCentre(vco));
          }
        }
      }
    }
    return settings;
  }

  private static List<Setting> series7(double in) {
    Range detector = new Range(19, 450);
    Range oscillator = new Range(800, 1600);
    List<Setting> settings = new ArrayList<>();
    for (int divide = 1; divide <= 56 && detector.holds(in / divide); divide++) {
      for (int multiply = 2; multiply <= 64; multiply++) {
        double vco = in / divide * multiply;
        for (int divideOut = 1; oscillator.holds(vco) && divideOut <= 128; divideOut++) {
          Map<String, String> parameters =
              Map.of(
                  "PERIOD_PS", String.valueOf(Math.round(1e6 / in)),
                  "DIVCLK_DIVIDE", String.valueOf(divide),
                  "CLKFBOUT_MULT", String.valueOf(multiply),
                  "CLKOUT0_DIVIDE", String.valueOf(divideOut));
          double out = vco / divideOut;
          add(settings, "nn2fpga_clock_series7", parameters, out, oscillator.offCentre(vco));
        }
      }
    }
    return settings;
  }

  private static void add(
      List<Setting> settings,
      String module,
      Map<String, String> parameters,
      double mhz,
      double offCentre) {
    settings.add(new Setting(new ClockPlan(module, parameters, mhz), offCentre));
  }

  private static String number(double mhz) {
    return mhz == Math.rint(mhz)
        ? String.valueOf((long) mhz)
        : String.format(Locale.ROOT, "%s", mhz);
  }
}
