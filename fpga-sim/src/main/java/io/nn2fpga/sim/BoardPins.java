package io.nn2fpga.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A board top and its pins, as {@code board/board.json} of a build directory tells them.
 *
 * @param top the Verilog module
 * @param constraints the file that says where its ports are, in {@code board/}
 * @param clockMhz clock of the accelerator and its shell; where the PLL passes its input through,
 *     as in simulation, that of the port {@code clk}
 * @param oscillatorMhz clock at the port {@code clk} of the board
 * @param link what is spoken on the link: {@code uart}, {@code spi} or {@code usb}
 * @param linkClockMhz clock of the link, where it has one of its own; else 0
 * @param rate its bits a second
 * @param reset the port {@code rst}
 * @param flashOffset where the weights are in the flash that the board reads; -1 if it reads none
 * @param maxPayload most bytes of a packet's payload
 * @param identity the identification block that the board gives, hexadecimal
 */
public record BoardPins(
    String top,
    String constraints,
    double clockMhz,
    double oscillatorMhz,
    String link,
    double linkClockMhz,
    long rate,
    Reset reset,
    int flashOffset,
    int maxPayload,
    String identity) {
  /** Bits on the line for a byte of a UART: start and stop bit too. */
  private static final int UART_BITS = 10;

  /** What a USB link is clocked with. */
  public static final double USB_MHZ = 48;

  /** Whether the link has a clock apart from the accelerator's. */
  public boolean usb() {
    return link.equals("usb");
  }

  /**
   * The same pins of Verilog whose port {@code clk} is fed another clock.
   *
   * @param mhz that clock
   */
  public BoardPins clockedBy(double mhz) {
    return new BoardPins(
        top,
        constraints,
        mhz,
        oscillatorMhz,
        link,
        linkClockMhz,
        rate,
        reset,
        flashOffset,
        maxPayload,
        identity);
  }

  /** The reset input of a board. */
  public enum Reset {
    /** There is no port {@code rst}. */
    NONE("none"),
    /** 1 resets. */
    ACTIVE_HIGH("active-high"),
    /** 0 resets. */
    ACTIVE_LOW("active-low");

    private final String word;

    Reset(String word) {
      this.word = word;
    }

    private static Reset of(String word) {
      for (Reset reset : values()) {
        if (reset.word.equals(word)) {
          return reset;
        }
      }
      throw new IllegalArgumentException("no reset is '" + word + "'");
    }
  }

  /**
   * Reads {@code board/board.json}.
   *
   * @throws DiagnosticException FILE_NOT_FOUND or MALFORMED_FILE
   */
  public static BoardPins read(Path file) {
    JsonNode root;
    try {
      root = new JsonMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "the description of the board's pins cannot be read",
              file.toString(),
              "build the design again"));
    }
    try {
      return new BoardPins(
          root.required("top").asText(),
          root.required("constraints").asText(),
          root.required("clockMhz").asDouble(),
          root.required("oscillatorMhz").asDouble(),
          root.required("link").required("kind").asText(),
          root.required("link").path("clockMhz").asDouble(0),
          root.required("link").required("rate").asLong(),
          Reset.of(root.required("reset").asText()),
          root.path("flash").path("offset").asInt(-1),
          root.required("maxPayload").asInt(),
          root.required("identity").asText());
    } catch (IllegalArgumentException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "the description of the board's pins is not one: " + e.getMessage(),
              file.toString(),
              "build the design again"));
    }
  }

  /** Cycles of {@code clk} that a byte on the link takes at least. */
  public double byteCycles() {
    return clockMhz * 1e6 / rate * (link.equals("uart") ? UART_BITS : Byte.SIZE);
  }
}
