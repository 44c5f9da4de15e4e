package io.nn2fpga.sim;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.BeatLayout;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.MemoryImage;
import io.nn2fpga.rtl.Design;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that simulations read and write: {@code .beats} for sources, {@code .tap} of streams.
 */
final class BeatFiles {
  private BeatFiles() {}

  /** Writes the beats of {@code frames} for the design's input. */
  static void writeInput(Path directory, Design design, List<IntTensor> frames) {
    Design.Port port = design.inputs().get(0);
    write(directory.resolve(port.name() + ".beats"), port.wire().type(), frames);
  }

  /** Writes the beats of {@code frames}, a hexadecimal word a line. */
  static void write(Path file, StreamType type, List<IntTensor> frames) {
    StringBuilder text = new StringBuilder();
    for (IntTensor frame : frames) {
      int[][] beats = BeatLayout.pack(type, frame);
      long[][] words = new long[beats.length][];
      for (int i = 0; i < beats.length; i++) {
        words[i] = java.util.Arrays.stream(beats[i]).asLongStream().toArray();
      }
      text.append(new MemoryImage("", type.element().bits(), words).toHex());
    }
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "cannot write the simulation's input: " + e.getMessage(),
              file.toString(),
              "free disk space or name another build directory with --output"));
    }
  }

  /** Removes the logs of an earlier run, so that none can be taken for this run's. */
  static void deleteLogs(Path directory, Design design) {
    for (Design.Wire wire : design.wires()) {
      try {
        Files.deleteIfExists(tap(directory, wire));
      } catch (IOException e) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.FILE_NOT_WRITABLE,
                "cannot remove the log of an earlier simulation: " + e.getMessage(),
                tap(directory, wire).toString(),
                null));
      }
    }
  }

  /** The beats of every stream, by its name; a stream without a log has carried none. */
  static Map<String, BeatLog> readLogs(Path directory, Design design) {
    Map<String, BeatLog> logs = new LinkedHashMap<>();
    for (Design.Wire wire : design.wires()) {
      logs.put(wire.stream(), read(tap(directory, wire)));
    }
    return logs;
  }

  private static Path tap(Path directory, Design.Wire wire) {
    return directory.resolve(wire.id() + ".tap");
  }

  private static BeatLog read(Path file) {
    List<BeatLog.Beat> beats = new ArrayList<>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        beats.add(beat(file, line));
      }
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.MALFORMED_FILE, e.toString(), file.toString(), null));
    }
    return new BeatLog(beats);
  }

  /** Parses {@code cycle tlast tdata}. */
  private static BeatLog.Beat beat(Path file, String line) {
    String[] fields = line.split(" ", -1);
    try {
      return new BeatLog.Beat(
          Long.parseLong(fields[0]), new BigInteger(fields[2], 16), fields[1].equals("1"));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.MALFORMED_FILE,
              "'" + line + "' is not a line of a simulation's log",
              file.toString(),
              "the disk may have been full; run the same command again"));
    }
  }
}
