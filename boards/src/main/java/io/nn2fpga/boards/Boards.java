package io.nn2fpga.boards;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.cost.DeviceFamily;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The boards and device families that come with nn2fpga, and the reader of a user's own board. */
public final class Boards {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private Boards() {}

  /** The names of the boards, in alphabetical order. */
  public static List<String> names() {
    return resource("boards/index.txt").lines().toList();
  }

  /** The names of the device families, in alphabetical order. */
  public static List<String> families() {
    return resource("families/index.txt").lines().toList();
  }

  /** All boards, by name. */
  public static List<Board> all() {
    return names().stream().map(Boards::find).toList();
  }

  /**
   * The board of that name.
   *
   * @throws DiagnosticException UNKNOWN_BOARD if there is none; names the nearest and all known
   */
  public static Board find(String name) {
    List<String> known = names();
    if (!known.contains(name)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNKNOWN_BOARD,
              "no board '" + name + "' is described",
              "did you mean '"
                  + NearestName.of(name, known)
                  + "'? known: "
                  + String.join(", ", known)
                  + "; or give the file of your own board"));
    }
    String place = "boards/" + name + ".json";
    return new BoardReader(place, resource(place)).read();
  }

  /**
   * The descriptor of a board that comes with nn2fpga: JSON, as {@code board.schema.json} says.
   *
   * @throws DiagnosticException UNKNOWN_BOARD if there is none
   */
  public static String descriptor(String name) {
    return resource("boards/" + find(name).name() + ".json").strip();
  }

  /**
   * A device family that comes with nn2fpga.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static DeviceFamily family(String name) {
    if (!families().contains(name)) {
      throw new IllegalArgumentException("no device family '" + name + "'");
    }
    try {
      return MAPPER.readValue(resource("families/" + name + ".json"), DeviceFamily.class);
    } catch (IOException e) {
      throw new IllegalStateException("families/" + name + ".json: " + e.getMessage(), e);
    }
  }

  /**
   * A board that a user describes.
   *
   * @param file JSON, as {@code board.schema.json} says
   * @throws DiagnosticException FILE_NOT_FOUND or MALFORMED_FILE, with every problem of the file
   */
  public static Board load(Path file) {
    return new BoardReader(file.toString(), descriptor(file)).read();
  }

  /**
   * What a user's own descriptor says, unchecked.
   *
   * @throws DiagnosticException FILE_NOT_FOUND
   */
  public static String descriptor(Path file) {
    try {
      return Files.readString(file).stripTrailing();
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "the board's file cannot be read",
              file.toString(),
              "give a readable JSON file, or one of: " + String.join(", ", names())));
    }
  }

  private static String resource(String name) {
    try (InputStream stream = Boards.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
