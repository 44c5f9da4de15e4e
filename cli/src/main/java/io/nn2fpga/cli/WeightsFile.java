package io.nn2fpga.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a bitstream reads from the flash when it starts.
 *
 * @param file in the build directory
 * @param offset in the flash
 */
record WeightsFile(String file, int offset) {

  /**
   * What {@code board/board.json} of a build directory says.
   *
   * @param named the directory as the user named it
   * @return null if the bitstream holds all that it needs
   * @throws DiagnosticException NO_BITSTREAM if the file is not there
   */
  static @Nullable WeightsFile of(Path folder, Path named) {
    Path board = folder.resolve("board/board.json");
    JsonNode flash;
    try {
      if (!Files.isRegularFile(board)) {
        return null;
      }
      flash = new JsonMapper().readTree(board.toFile()).path("flash");
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "the description of the board cannot be read: " + e.getMessage(),
              named.resolve("board/board.json").toString(),
              "build again"));
    }
    if (flash.isMissingNode()) {
      return null;
    }
    String file = flash.path("file").asText();
    if (!Files.isRegularFile(folder.resolve(file))) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.NO_BITSTREAM,
              "the bitstream starts with " + file + ", which is not there",
              named.toString(),
              "build again"));
    }
    return new WeightsFile(file, flash.path("offset").asInt());
  }
}
