package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  private int report(Throwable thrown, Path crashDirectory) {
    PrintWriter writer = new PrintWriter(err);
    Session session =
        new Session(new PrintWriter(new StringWriter()), writer, Map.of(), crashDirectory, false);
    int exitCode = new Failures(session, new String[] {"build", "m.onnx"}).report(thrown);
    writer.flush();
    return exitCode;
  }

  @Test
  void printsAllDiagnosticsOfAStage() {
    Diagnostic first = Diagnostic.of(Code.TOOL_MISSING, "no make", "get it");
    Diagnostic second = Diagnostic.of(Code.DATA_SHAPE, "wrong shape", "x.npy", null);

    assertThat(report(new DiagnosticException(List.of(first, second)), directory)).isEqualTo(3);
    assertThat(err)
        .hasToString(
            """
            error[tool-missing]: no make
              hint: get it
            error[data-shape]: wrong shape
              at x.npy
            """);
  }

  @Test
  void interruptionIsSilent() {
    assertThat(report(new CancellationException("verilator was interrupted"), directory))
        .isEqualTo(130);
    assertThat(err).hasToString("");
  }

  @Test
  void aFullDiskIsNotABug() {
    IOException cause = new IOException("No space left on device");

    assertThat(report(new UncheckedIOException("writing a.v", cause), directory)).isEqualTo(1);
    assertThat(err)
        .hasToString(
            """
            error[file-not-writable]: the disk is full: No space left on device
              hint: free some space and run the same command again
            """);
  }

  @Test
  void aBugLeavesAFileToAttach() throws IOException {
    assertThat(report(new IllegalStateException("lanes < 1"), directory)).isEqualTo(70);

    Path file;
    try (Stream<Path> files = Files.list(directory)) {
      file = files.findFirst().orElseThrow();
    }
    assertThat(file.getFileName().toString()).matches("nn2fpga-crash-\\d{8}-\\d{6}\\.txt");
    assertThat(err)
        .hasToString(
            """
            error[internal]: nn2fpga has a bug: java.lang.IllegalStateException: lanes < 1
              at %s
              hint: report it and attach that file; it holds what is needed
            """
                .formatted(file));
    assertThat(file)
        .content()
        .contains("command: nn2fpga build m.onnx\n", "java: ", "at io.nn2fpga.cli.FailuresTest");
  }

  @Test
  void aBugIsPrintedWhereNoFileCanBeWritten() {
    assertThat(report(new IllegalStateException("x"), directory.resolve("gone"))).isEqualTo(70);
    assertThat(err.toString())
        .startsWith("error[internal]: nn2fpga has a bug: java.lang.IllegalStateException: x\n")
        .contains("at io.nn2fpga.cli.FailuresTest");
  }
}
