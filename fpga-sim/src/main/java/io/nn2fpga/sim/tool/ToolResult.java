package io.nn2fpga.sim.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a tool ended.
 *
 * @param exitCode what the process returned; 128 + n when signal n ended it
 * @param stdoutLog the file that holds its standard output
 * @param stderrLog the file that holds its standard error
 * @param elapsed wall-clock time from start to end
 */
public record ToolResult(int exitCode, Path stdoutLog, Path stderrLog, Duration elapsed) {

  /** The whole standard output. */
  public String stdout() {
    return read(stdoutLog);
  }

  /** The whole standard error. */
  public String stderr() {
    return read(stderrLog);
  }

  private static String read(Path file) {
    try {
      // Not Files.readString: it rejects a log with a stray byte, and tools echo foreign file
      // names.
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
