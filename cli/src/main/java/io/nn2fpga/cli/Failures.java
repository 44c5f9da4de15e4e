package io.nn2fpga.cli;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Turns what a command threw into text on standard error and an exit code. */
final class Failures {
  /** A tool or the user interrupted the run. */
  static final int INTERRUPTED = 130;

  /** A bug of ours. */
  static final int INTERNAL = 70;

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Session session;
  private final String[] args;

  Failures(Session session, String[] args) {
    this.session = session;
    this.args = args.clone();
  }

  /** Prints what the user needs to know and returns the exit code. */
  int report(Throwable thrown) {
    session.out().flush();
    if (thrown instanceof DiagnosticException e) {
      e.diagnostics().forEach(d -> session.err().println(d.render()));
      return e.exitCode();
    }
    if (thrown instanceof CancellationException || thrown instanceof InterruptedException) {
      return INTERRUPTED;
    }
    String full = diskFull(thrown);
    if (full != null) {
      Diagnostic diagnostic =
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "the disk is full: " + full,
              "free some space and run the same command again");
      session.err().println(diagnostic.render());
      return diagnostic.code().exitCode();
    }
    return bug(thrown);
  }

  /** The message of the cause that is a full disk, which any write may meet, or null. */
  private static @Nullable String diskFull(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (cause instanceof IOException && message != null && isDiskFull(message)) {
        return message;
      }
    }
    return null;
  }

  private static boolean isDiskFull(String message) {
    return message.contains("No space left on device") || message.contains("Disk quota exceeded");
  }

  private int bug(Throwable thrown) {
    session.err().println("error[internal]: nn2fpga has a bug: " + thrown);
    Path file = writeCrashFile(thrown);
    if (file == null) {
      thrown.printStackTrace(session.err());
      session
          .err()
          .println("  hint: report it with the text above; the command line was not wrong");
    } else {
      session.err().println("  at " + file);
      session.err().println("  hint: report it and attach that file; it holds what is needed");
    }
    return INTERNAL;
  }

  private @Nullable Path writeCrashFile(Throwable thrown) {
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    writer.println("nn2fpga " + Version.text());
    writer.println("command: nn2fpga " + String.join(" ", args));
    writer.println("java: " + Runtime.version());
    writer.println("system: " + property("os.name") + " " + property("os.version"));
    writer.println("processors: " + Runtime.getRuntime().availableProcessors());
    writer.println("heap: " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    thrown.printStackTrace(writer);
    String name = "nn2fpga-crash-" + STAMP.format(ZonedDateTime.now(ZoneOffset.UTC)) + ".txt";
    try {
      return Files.writeString(session.directory().resolve(name), text.toString());
    } catch (IOException e) {
      return null;
    }
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
