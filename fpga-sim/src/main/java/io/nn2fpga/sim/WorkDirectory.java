package io.nn2fpga.sim;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Directories that simulations work in. */
final class WorkDirectory {
  private WorkDirectory() {}

  static void create(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  /** Copies the files of {@code from}, if it exists, into {@code to}. */
  static void copyFiles(Path from, Path to) {
    create(to);
    if (!Files.isDirectory(from)) {
      return;
    }
    try (Stream<Path> listed = Files.list(from)) {
      List<Path> files = listed.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        Files.copy(
            file,
            to.resolve(String.valueOf(file.getFileName())),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw notWritable(to, e);
    }
  }

  private static DiagnosticException notWritable(Path directory, IOException e) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.FILE_NOT_WRITABLE,
            "cannot write the simulation's files: " + e.getMessage(),
            directory.toString(),
            "free disk space or name another build directory with --output"));
  }
}
