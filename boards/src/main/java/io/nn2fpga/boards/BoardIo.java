package io.nn2fpga.boards;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pins that a design's board top uses, on boards where the logic itself talks to the host.
 *
 * @param clock the oscillator
 * @param reset a button or pin that resets the design; null if there is none
 * @param links ways to the host, the one that a design uses first; not empty
 * @param standard the I/O standard of all these pins, as the flow's constraint file names it; empty
 *     for the tool's default
 * @param flash the configuration flash, where the logic may read it; null if it may not
 * @param constraints lines that go into the constraint file as they are
 */
public record BoardIo(
    Clock clock,
    @Nullable Reset reset,
    List<Link> links,
    @Nullable Flash flash,
    String standard,
    List<String> constraints) {

  /** Copies the lists. */
  public BoardIo {
    links = List.copyOf(links);
    constraints = List.copyOf(constraints);
    if (links.isEmpty()) {
      throw new IllegalArgumentException("a board without a link to the host");
    }
  }

  /** Bits a second of full-speed USB. */
  public static final long USB_RATE = 12_000_000;

  /** The way to the host that a design uses. */
  public Link link() {
    return links.get(0);
  }

  /** With that link first, and without the flash where the link has one of its pins. */
  BoardIo linkedBy(Link link) {
    List<Link> order = new ArrayList<>(List.of(link));
    links.stream().filter(other -> !other.equals(link)).forEach(order::add);
    boolean shared =
        flash != null && !Collections.disjoint(flash.pins().values(), link.pins().values());
    return new BoardIo(clock, reset, order, shared ? null : flash, standard, constraints);
  }

  /**
   * The oscillator.
   *
   * @param pin where it enters the FPGA
   * @param mhz its frequency
   */
  public record Clock(String pin, double mhz) {}

  /**
   * A reset input.
   *
   * @param pin where it enters the FPGA
   * @param activeLow whether 0 resets
   */
  public record Reset(String pin, boolean activeLow) {}

  /**
   * The SPI flash that the FPGA configures itself from.
   *
   * @param pins FPGA pins by role: {@link #ROLES}
   * @param offset first byte that no bitstream reaches, at most 2^24 - 1
   */
  public record Flash(Map<String, String> pins, int offset) {
    /** What its pins are called; all but miso leave the FPGA. */
    public static final List<String> ROLES = List.of("cs", "sck", "mosi", "miso");

    /** Copies the map and checks the values. */
    public Flash {
      pins = Map.copyOf(pins);
      if (!pins.keySet().equals(Set.copyOf(ROLES)) || offset < 0 || offset >= 1 << 24) {
        throw new IllegalArgumentException("flash " + pins + ", offset " + offset);
      }
    }
  }

  /**
   * A way to the host.
   *
   * @param kind what is spoken on it
   * @param pins FPGA pins by role: see {@link Kind#roles}
   * @param rate bits a second: a UART's baud rate, the highest SCK of SPI, {@link #USB_RATE}
   * @param ftdi the chip on the board that can be the master of SPI; null if there is none
   */
  public record Link(Kind kind, Map<String, String> pins, long rate, @Nullable Ftdi ftdi) {
    /** Without such a chip. */
    public Link(Kind kind, Map<String, String> pins, long rate) {
      this(kind, pins, rate, null);
    }

    /** Copies the map and checks the roles. */
    public Link {
      pins = Map.copyOf(pins);
      if (!pins.keySet().containsAll(kind.roles()) || pins.size() != kind.roles().size()) {
        throw new IllegalArgumentException(kind.word() + " has the pins " + kind.roles());
      }
    }

    /** The pin of a role. */
    public String pin(String role) {
      String pin = pins.get(role);
      if (pin == null) {
        throw new IllegalArgumentException(kind.word() + " has no pin '" + role + "'");
      }
      return pin;
    }
  }

  /**
   * A USB chip of FTDI whose MPSSE is the master of SPI: SCK is its ADBUS0, MOSI ADBUS1, MISO
   * ADBUS2.
   *
   * @param chip one of {@link #CHIPS}
   * @param channel the channel with these pins, 1 for A
   * @param chipSelect number of the ADBUS pin that is the chip select, 3 to 7
   */
  public record Ftdi(String chip, int channel, int chipSelect) {
    /** Chips with an MPSSE, as pyftdi names them. */
    public static final List<String> CHIPS = List.of("232h", "2232h", "4232h");

    /** Channels that have an MPSSE at most. */
    public static final int CHANNELS = 2;

    /** The first pin that may be a chip select. */
    public static final int FIRST_SELECT = 3;

    /** The last one. */
    public static final int LAST_SELECT = 7;
  }

  /** Kinds of links. */
  public enum Kind {
    /** Asynchronous serial, 8 data bits, no parity, 1 stop bit; rx enters the FPGA. */
    UART("uart", List.of("rx", "tx")),
    /** SPI mode 0 with the host as master. */
    SPI("spi", List.of("sck", "mosi", "miso", "cs")),
    /** A full-speed USB port; pullup feeds the resistor on dp that tells the host of a device. */
    USB("usb", List.of("dp", "dn", "pullup"));

    private final String word;
    private final List<String> roles;

    Kind(String word, List<String> roles) {
      this.word = word;
      this.roles = roles;
    }

    /** The word in a descriptor and on the command line. */
    public String word() {
      return word;
    }

    /** What its pins are called in a descriptor, and as ports of the board top. */
    public List<String> roles() {
      return roles;
    }
  }
}
