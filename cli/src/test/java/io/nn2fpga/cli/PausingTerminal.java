package io.nn2fpga.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A terminal that takes no more text once a stage is named on it. The stage's line appears when the
 * stage starts, and a stage cannot end without its line: until somebody interrupts the process, it
 * is in that stage.
 */
final class PausingTerminal extends OutputStream {
  private final OutputStream out;
  private final String stage;
  private final StringBuilder text = new StringBuilder();

  private PausingTerminal(OutputStream out, String stage) {
    this.out = out;
    this.stage = stage;
  }

  /** Runs nn2fpga; the first argument names the stage, the others are nn2fpga's. */
  public static void main(String[] args) {
    System.setProperty("nn2fpga.terminal", "true");
    System.setOut(new PrintStream(new PausingTerminal(System.out, args[0]), true));
    Main.main(Arrays.copyOfRange(args, 1, args.length));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    out.flush();
    text.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
    if (text.indexOf("\033[K  " + stage + " ") >= 0) {
      try {
        Files.writeString(Path.of("reached"), stage);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      while (true) {
        LockSupport.park();
      }
    }
  }
}
