package io.nn2fpga.shell;

import io.nn2fpga.boards.BoardIo;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a board talks to its host.
 *
 * @param kind what is spoken
 * @param rate bits a second: a UART's, the highest SCK of SPI, or USB's
 * @param module the Verilog module that does it
 * @param parameters its parameters, as Verilog literals
 * @param ports the board top's ports, in the order of the kind's roles
 */
record LinkPlan(
    BoardIo.Kind kind, long rate, String module, Map<String, String> parameters, List<Port> ports) {

  /** Cycles that a bit of a UART takes at least. */
  static final int UART_CYCLES = 4;

  /** Cycles that a bit of SPI takes at least. */
  static final int SPI_CYCLES = 6;

  /** Slower than this no serial adapter is set. */
  private static final long SLOWEST = 1200;

  /** The share that a UART's rate may be off: a tenth of what a byte's ten bits allow. */
  private static final double RATE_ERROR = 0.001;

  /**
   * A port of the board top.
   *
   * @param name of the port
   * @param direction which side drives it
   * @param pin where
   * @param pullUp whether the pin keeps idle when nothing drives it
   */
  record Port(String name, Direction direction, String pin, boolean pullUp) {
    /** A port that one side drives. */
    Port(String name, boolean input, String pin, boolean pullUp) {
      this(name, input ? Direction.INPUT : Direction.OUTPUT, pin, pullUp);
    }
  }

  /** Who drives a port. */
  enum Direction {
    /** The host. */
    INPUT("input "),
    /** The FPGA. */
    OUTPUT("output"),
    /** The one or the other. */
    BOTH("inout ");

    private final String word;

    Direction(String word) {
      this.word = word;
    }

    /** Verilog's word, of the length of the longest. */
    String word() {
      return word;
    }
  }

  /** Copies the collections. */
  LinkPlan {
    parameters = new TreeMap<>(parameters);
    ports = List.copyOf(ports);
  }

  /**
   * The plan for a link. Its rate is the board's, halved until the clock samples it often enough.
   *
   * @param link the board's
   * @param clockMhz the shell's clock
   * @throws DiagnosticException PROJECT_FILE if the clock is too slow for any rate
   */
  static LinkPlan of(BoardIo.Link link, double clockMhz) {
    if (link.kind() == BoardIo.Kind.USB) {
      return usb(link);
    }
    int cycles = link.kind() == BoardIo.Kind.UART ? UART_CYCLES : SPI_CYCLES;
    double clock = clockMhz * 1e6;
    long rate = link.rate();
    while (rate * cycles > clock * (1 + 1e-9)) {
      rate /= 2;
    }
    if (rate < Math.min(SLOWEST, link.rate())) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.PROJECT_FILE,
              String.format(
                  Locale.ROOT, "a clock of %s MHz is too slow for a serial link", clockMhz),
              "give a clock of at least 0.1 MHz"));
    }
    List<Port> ports =
        link.kind().roles().stream()
            .map(
                role ->
                    new Port(
                        link.kind().word() + "_" + role,
                        !role.equals("tx") && !role.equals("miso"),
                        link.pin(role),
                        role.equals("rx") || role.equals("cs")))
            .toList();
    return switch (link.kind()) {
      case UART -> new LinkPlan(link.kind(), rate, "nn2fpga_uart_link", step(rate / clock), ports);
      case SPI -> new LinkPlan(link.kind(), rate, "nn2fpga_spi_link", Map.of(), ports);
      case USB -> throw new IllegalStateException("USB has one rate");
    };
  }

  /** A link with a clock of its own; what its descriptors say is the design's. */
  private static LinkPlan usb(BoardIo.Link link) {
    List<Port> ports =
        List.of(
            new Port("usb_dp", Direction.BOTH, link.pin("dp"), false),
            new Port("usb_dn", Direction.BOTH, link.pin("dn"), false),
            new Port("usb_pullup", Direction.OUTPUT, link.pin("pullup"), false));
    return new LinkPlan(link.kind(), link.rate(), "nn2fpga_usb_link", Map.of(), ports);
  }

  /** The fewest bits of phase that meet a share of the clock closely enough. */
  private static Map<String, String> step(double share) {
    int bits = 4;
    while (Math.abs(Math.rint(Math.scalb(share, bits)) / Math.scalb(share, bits) - 1)
        > RATE_ERROR) {
      bits++;
    }
    return Map.of(
        "STEP_BITS", String.valueOf(bits),
        "STEP", String.valueOf(Math.round(Math.scalb(share, bits))));
  }
}
