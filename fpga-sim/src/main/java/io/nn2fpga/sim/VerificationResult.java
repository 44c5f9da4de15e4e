package io.nn2fpga.sim;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param hls the HLS C++
 * @param rtl the Verilog
 * @param predicted what the timing machines say
 * @param measured what the Verilog took; null if it did not give all frames
 * @param mismatch the first transfer in another cycle than predicted; null if there is none, or if
 *     the Verilog did not give all frames
 * @param streamIntervals cycles a frame of each stream as the Verilog took them, in steady state;
 *     empty if it did not give all frames
 */
public record VerificationResult(
    Implementation hls,
    Implementation rtl,
    CycleTiming predicted,
    @Nullable CycleTiming measured,
    CycleTiming.@Nullable Mismatch mismatch,
    Map<String, Long> streamIntervals) {

  /**
   * One implementation beside the integer reference.
   *
   * @param name {@code HLS C++} or {@code Verilog}
   * @param samples distinct frames compared
   * @param beats beats that were compared and equal
   * @param difference the first difference, or null
   * @param problem why the simulation ended early (violated handshake law, deadlock), or null
   */
  public record Implementation(
      String name,
      int samples,
      long beats,
      @Nullable Difference difference,
      @Nullable String problem) {

    /** Whether every beat of every stream was as the reference says, and something was compared. */
    public boolean bitExact() {
      return samples > 0 && beats > 0 && difference == null && problem == null;
    }

    private List<Diagnostic> diagnostics() {
      List<Diagnostic> found = new ArrayList<>();
      if (difference != null) {
        found.add(
            Diagnostic.of(
                Code.VERIFICATION_FAILED, difference.message(), difference.layer(), null));
      }
      if (problem != null) {
        found.add(
            Diagnostic.of(Code.VERIFICATION_FAILED, name + " simulation failed: " + problem, null));
      }
      if (difference == null && problem == null && !bitExact()) {
        found.add(Diagnostic.of(Code.VERIFICATION_FAILED, name + ": nothing was compared", null));
      }
      return found;
    }
  }

  /** Whether both implementations are bit exact and the cycles are the predicted ones. */
  public boolean passed() {
    return diagnostics().isEmpty();
  }

  /** Everything that is wrong; empty if the verification passed. */
  public List<Diagnostic> diagnostics() {
    List<Diagnostic> found =
        new ArrayList<>(Stream.of(hls, rtl).flatMap(i -> i.diagnostics().stream()).toList());
    if (mismatch != null) {
      found.add(
          Diagnostic.of(
              Code.VERIFICATION_FAILED,
              "the Verilog does not take the predicted cycles: " + mismatch.message(),
              null));
    }
    if (found.isEmpty() && !predicted.equals(measured)) {
      found.add(
          Diagnostic.of(
              Code.VERIFICATION_FAILED,
              "measured timing " + measured + " is not the predicted " + predicted,
              null));
    }
    return found;
  }
}
