package io.nn2fpga.cli.conformance;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a case.
 *
 * @param name the case
 * @param operator what it tests, as its collection or its model says
 * @param outcome what became of it
 * @param reason why it is not passed, one line; null if it is
 * @param largestDifference of a number from the expected one, absolute; null if nothing was
 *     compared
 * @param bound inputs that the import took as constants
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseResult(
    String name,
    String operator,
    Outcome outcome,
    @Nullable String reason,
    @Nullable Double largestDifference,
    List<String> bound) {

  /** What may become of a case. */
  public enum Outcome {
    /** Every number is as expected. */
    PASSED,
    /** The import refused it, with a reason. */
    UNSUPPORTED,
    /** It imports, and a number or an extent is not as expected. */
    FAILED,
    /** A fault of nn2fpga's own. */
    CRASHED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the list. */
  public CaseResult {
    bound = List.copyOf(bound);
  }

  /** Whether it is neither passed nor refused. */
  public boolean isWrong() {
    return outcome == Outcome.FAILED || outcome == Outcome.CRASHED;
  }
}
