package io.nn2fpga.pnr;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Names and moves of the files in {@code pnr/}. */
final class RouteFiles {
  static final String SYNTHESIS = "synth.json";
  static final String REPORT = "report.json";

  /** The netlist after place and route. */
  static final String NETLIST = "routed.json";

  private RouteFiles() {}

  static Path create(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw notWritable(file, e);
    }
  }

  /** Moves those of the files that are there, and all logs, into a folder. */
  static void move(Path from, Path to, List<String> names) {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (names.contains(name) || name.endsWith(".log")) {
          Files.move(file, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw notWritable(to, e);
    }
  }

  /** Deletes a folder with all that is in it; one that is not there is deleted already. */
  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  private static DiagnosticException notWritable(Path file, IOException e) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.FILE_NOT_WRITABLE,
            "cannot write what place and route needs: " + e.getMessage(),
            file.toString(),
            "free disk space or name another build directory with --output"));
  }
}
