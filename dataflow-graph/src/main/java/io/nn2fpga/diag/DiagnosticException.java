package io.nn2fpga.diag;

import java.util.List;
import java.util.stream.Collectors;

/** Ends a stage because of the user's input; carries every problem that the stage found. */
public final class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /** Creates the exception from at least one diagnostic. */
  public DiagnosticException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("no diagnostics");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Creates the exception from a single diagnostic. */
  public DiagnosticException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /** All problems, in the order found; never empty. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** The exit code of the process: that of the first diagnostic. */
  public int exitCode() {
    return diagnostics.get(0).code().exitCode();
  }
}
