package io.nn2fpga.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Frames a second that a board's serial link can carry, by docs/protocol.md: full packets, none
 * repeated, each result acknowledged on its own, and bytes that need an escape as often as in
 * random data. A driver that acknowledges several results at once gets a little more.
 *
 * @param bytesPerSecond in each direction: a UART's byte takes ten bits, one of SPI eight; over USB
 *     in both together
 * @param maxPayload bytes of a packet
 * @param inputBytes of a frame
 * @param outputBytes of a frame
 * @param shared whether both directions have that together
 */
record LinkRate(
    double bytesPerSecond, int maxPayload, long inputBytes, long outputBytes, boolean shared) {
  /** Header, CRC and a flag at either end. */
  private static final double PACKET = 12;

  /** Two of 256 values are sent as two bytes. */
  private static final double ESCAPED = 1 + 2.0 / 256;

  /** Errors and refusals that the board counted, in each ACCEPTED. */
  private static final double STATUS = 8;

  /** 19 bulk packets of 64 bytes a millisecond: USB 2.0, table 5-9. */
  private static final double USB = 19 * 64 * 1000.0;

  /** Of a link whose directions do not share their time. */
  LinkRate(double bytesPerSecond, int maxPayload, long inputBytes, long outputBytes) {
    this(bytesPerSecond, maxPayload, inputBytes, outputBytes, false);
  }

  /** Reads what a build left. */
  static LinkRate of(Path build) {
    JsonNode board = read(build.resolve("board/board.json"));
    JsonNode design = read(design(build));
    String kind = board.path("link").path("kind").asText();
    boolean usb = kind.equals("usb");
    int bits = kind.equals("uart") ? 10 : 8;
    return new LinkRate(
        usb ? USB : board.path("link").path("rate").asDouble() / bits,
        board.path("maxPayload").asInt(),
        bytes(design.path("input").path("stream")),
        bytes(design.path("output").path("stream")),
        usb);
  }

  private static Path design(Path build) {
    try (Stream<Path> files = Files.walk(build.resolve("driver"))) {
      List<Path> found = files.filter(file -> file.endsWith("design.json")).sorted().toList();
      if (found.isEmpty()) {
        throw new IllegalStateException("the driver in " + build + " has no design.json");
      }
      return found.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JsonMapper.builder().build().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of a frame: every beat is padded to whole ones. */
  private static long bytes(JsonNode stream) {
    JsonNode frame = stream.path("frame");
    int pixels = stream.path("pixels").asInt();
    int lanes = stream.path("lanes").asInt();
    long places = frame.path(0).asLong() * frame.path(1).asLong();
    long beats = ceilDiv(places, pixels) * ceilDiv(frame.path(2).asLong(), lanes);
    return beats * ceilDiv((long) stream.path("bits").asInt() * lanes * pixels, 8);
  }

  /** The slower direction counts where both run at the same time. */
  double framesPerSecond() {
    double packets = (double) inputBytes / maxPayload;
    double results = ceilDiv(outputBytes, maxPayload);
    double toBoard = inputBytes * ESCAPED + PACKET * (packets + results);
    double toHost = outputBytes * ESCAPED + PACKET * results + (PACKET + STATUS) * packets;
    return bytesPerSecond / (shared ? toBoard + toHost : Math.max(toBoard, toHost));
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }
}
