package io.nn2fpga.sim;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.MemoryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One flipped bit of one memory of the Verilog, and where it shows first: what a verification must
 * find. {@link MemoryFaults} makes them.
 *
 * @param instance the actor with the memory
 * @param altered the memory's contents with the flipped bit
 * @param frame the first frame whose output is wrong
 * @param place the first wrong element of that frame
 */
public record MemoryFault(
    Design.Instance instance, MemoryImage altered, int frame, FramePosition place) {

  /** A name for people and for a run's directory: {@code <actor>_<memory>}. */
  public String name() {
    return file().replaceAll("^mem/|\\.mem$", "");
  }

  /**
   * Copies the memory images of a build directory with this one altered.
   *
   * @param memories the directory {@code rtl/mem} of a build directory
   * @param target where the copies go, for {@link Verification#runRtlWith}
   */
  public void inject(Path memories, Path target) {
    WorkDirectory.copyFiles(memories, target);
    Path file = target.resolve(file().substring("mem/".length()));
    try {
      Files.writeString(file, altered.toHex());
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_WRITABLE, e.toString(), file.toString(), null));
    }
  }

  /** Whether a comparison failed, and names this fault's actor, layer, frame and place. */
  public boolean isNamedBy(VerificationResult.Implementation found) {
    Difference difference = found.difference();
    String source = instance.node().source();
    return !found.bitExact()
        && difference != null
        && difference.actor().equals(instance.node().name())
        && difference.layer().equals(source.isEmpty() ? instance.node().name() : source)
        && difference.frame() == frame
        && difference.place().equals(place);
  }

  private String file() {
    return MemoryFiles.path(instance, altered);
  }
}
