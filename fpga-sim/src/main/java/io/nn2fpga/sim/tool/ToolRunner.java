package io.nn2fpga.sim.tool;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Starts external tools, with a time limit and with their output kept in log files.
 *
 * <p>A tool is ended, with everything that it started, when its time is up, when the calling thread
 * is interrupted, and when the JVM shuts down. Safe for use by several threads.
 */
public final class ToolRunner {
  private static final int PROBE_BYTES = 64 * 1024;
  private static final long LITTLE_SPACE = 1 << 20;

  /**
   * Runs a tool that must succeed.
   *
   * @return how it ended, always with exit code 0
   * @throws DiagnosticException {@code tool-missing}, {@code tool-failed} (with the tool's own
   *     error line), {@code tool-timeout}, or {@code file-not-writable} when the disk is full
   * @throws CancellationException if the thread was interrupted or the JVM is shutting down
   */
  public ToolResult run(ToolCommand command) {
    ToolResult result = attempt(command);
    if (result.exitCode() != 0) {
      throw new DiagnosticException(failure(command, result));
    }
    return result;
  }

  /**
   * Runs a tool whose exit code the caller interprets.
   *
   * @throws DiagnosticException {@code tool-missing} or {@code tool-timeout}
   * @throws CancellationException if the thread was interrupted or the JVM is shutting down
   */
  public ToolResult attempt(ToolCommand command) {
    requireStartable(command.command().get(0));
    long start = System.nanoTime();
    ProcessTree tree = start(command);
    try {
      boolean ended =
          tree.process().waitFor(command.limit().toMillis(), TimeUnit.MILLISECONDS)
              && !ProcessTree.shuttingDown();
      if (ProcessTree.shuttingDown()) {
        throw new CancellationException(command.program() + " was ended: shutting down");
      }
      if (!ended) {
        tree.kill();
        throw new DiagnosticException(timeout(command));
      }
    } catch (InterruptedException e) {
      tree.kill();
      Thread.currentThread().interrupt();
      throw new CancellationException(command.program() + " was interrupted");
    } finally {
      tree.finished();
    }
    return new ToolResult(
        tree.process().exitValue(),
        command.stdoutLog(),
        command.stderrLog(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  /**
   * What a quick command answered.
   *
   * @param exitCode −1 if it could not be started or did not end in time
   * @param text the first 64 KiB that it printed, standard error included; "" with exit code −1
   */
  record Answer(int exitCode, String text) {}

  /**
   * The first 64 KiB that a quick command prints, standard error included; nothing is logged.
   *
   * @return the text, or "" when the program cannot be started or does not end in time
   */
  String probe(List<String> command, Duration limit) {
    return ask(command, limit).text();
  }

  /** Runs a quick command; nothing is logged. */
  Answer ask(List<String> command, Duration limit) {
    ProcessTree tree;
    try {
      tree =
          ProcessTree.start(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectInput(new File("/dev/null")));
    } catch (IOException e) {
      return new Answer(-1, "");
    }
    AtomicBoolean late = new AtomicBoolean();
    CompletableFuture<Void> watchdog =
        CompletableFuture.runAsync(
            () -> {
              late.set(true);
              tree.kill();
            },
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
    try {
      byte[] bytes = tree.process().getInputStream().readNBytes(PROBE_BYTES);
      boolean ended = tree.process().waitFor(1, TimeUnit.SECONDS);
      return late.get()
          ? new Answer(-1, "")
          : new Answer(
              ended ? tree.process().exitValue() : -1, new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Answer(-1, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException(command.get(0) + " was interrupted");
    } finally {
      watchdog.cancel(false);
      tree.kill();
      tree.finished();
    }
  }

  private static void requireStartable(String program) {
    if (program.contains("/") && !Files.isExecutable(Path.of(program))) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.TOOL_MISSING,
              "'" + program + "' does not exist or is not executable",
              "run 'nn2fpga doctor' to see what is installed"));
    }
  }

  private static ProcessTree start(ToolCommand command) {
    try {
      Files.createDirectories(command.logs());
      ProcessBuilder builder =
          new ProcessBuilder(command.command())
              .directory(command.directory().toFile())
              .redirectInput(new File("/dev/null"))
              .redirectOutput(command.stdoutLog().toFile())
              .redirectError(command.stderrLog().toFile());
      builder.environment().putAll(command.environment());
      return ProcessTree.start(builder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.program(), e);
    }
  }

  private static Diagnostic timeout(ToolCommand command) {
    return Diagnostic.of(
        Code.TOOL_TIMEOUT,
        command.program() + " did not end within " + command.limit().toSeconds() + " s",
        command.stdoutLog().toString(),
        "it was ended; a smaller design or an idle machine may make it fast enough");
  }

  private static Diagnostic failure(ToolCommand command, ToolResult result) {
    String line = ErrorLine.find(result.stderr(), result.stdout());
    Path log = result.stderr().isBlank() ? result.stdoutLog() : result.stderrLog();
    String full = diskFull(command, result);
    if (full != null) {
      return Diagnostic.of(
          Code.FILE_NOT_WRITABLE,
          "the disk is full: " + full,
          log.toString(),
          "free some space and run the same command again");
    }
    String message =
        command.program()
            + " failed with exit code "
            + result.exitCode()
            + (line.isEmpty() ? " and printed nothing" : ": " + line);
    return Diagnostic.of(
        Code.TOOL_FAILED, message, log.toString(), "the file above holds all that it printed");
  }

  /** What says that a tool failed because the disk is full, or null. */
  private static @Nullable String diskFull(ToolCommand command, ToolResult result) {
    String said =
        Stream.concat(result.stderr().lines(), result.stdout().lines())
            .filter(line -> line.contains("No space left on device"))
            .findFirst()
            .orElse(null);
    if (said != null) {
      return said.strip();
    }
    // What a tool says of a full disk may itself not fit into its log.
    long free = command.directory().toFile().getUsableSpace();
    return free < LITTLE_SPACE
        ? command.program() + " failed with " + free / 1024 + " kB left beside its files"
        : null;
  }
}
