package io.nn2fpga.cli.build;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.sim.tool.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A build directory that appears whole or not at all: everything is written beside it and moved
 * into place by {@link #commit}. An earlier directory of that name stays as it was until then. On
 * failure, and when the process is interrupted, what was written beside is deleted.
 */
public final class BuildDirectory implements AutoCloseable {
  private static final Duration CLEANUP_LIMIT = Duration.ofSeconds(10);

  private final Path target;
  private final Path partial;
  private final Thread cleanup;
  private boolean committed;

  private BuildDirectory(Path target, Path partial) {
    this.target = target;
    this.partial = partial;
    this.cleanup = new Thread(() -> deleteForGood(partial), "delete-partial-build");
  }

  /**
   * Starts a build directory.
   *
   * @param target where it will be
   * @throws DiagnosticException if it cannot be written, or {@code target} is something else than a
   *     build directory
   */
  public static BuildDirectory open(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !isBuildDirectory(absolute)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_WRITABLE,
              "'" + target + "' exists and is not a build directory",
              "name another folder with --output, or remove this one"));
    }
    Path partial = absolute.resolveSibling("." + absolute.getFileName() + ".partial-" + pid());
    try {
      Files.createDirectories(partial);
    } catch (IOException e) {
      throw new DiagnosticException(unwritable(e));
    }
    BuildDirectory directory = new BuildDirectory(absolute, partial);
    Runtime.getRuntime().addShutdownHook(directory.cleanup);
    return directory;
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  /** Whether a whole build is there. */
  static boolean isBuildDirectory(Path path) {
    return Files.isRegularFile(path.resolve("manifest.json"));
  }

  /** The build directory in a folder that was finished last; empty if there is none. */
  public static Optional<Path> latest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(BuildDirectory::isBuildDirectory)
          .max(Comparator.comparing(BuildDirectory::finished));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime finished(Path directory) {
    try {
      return Files.getLastModifiedTime(directory.resolve("manifest.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of a file of a finished build.
   *
   * @param directory the build directory
   * @param named how the user named it
   * @param file a path in it
   * @throws DiagnosticException if it is no build directory or the file cannot be read
   */
  public static String read(Path directory, Path named, String file) {
    if (!isBuildDirectory(directory)) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "'" + named + "' is not a build directory",
              "name a folder that './nn2fpga build' wrote; its last line says where"));
    }
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "'" + named.resolve(file) + "' cannot be read",
              "build the design again"));
    }
  }

  /** Where to write while the build goes on. */
  public Path path() {
    return partial;
  }

  /** Where the directory will be. */
  public Path target() {
    return target;
  }

  /** Moves the directory into place; an earlier one of that name is replaced. */
  public void commit() {
    Path old = target.resolveSibling("." + target.getFileName() + ".old-" + pid());
    try {
      boolean replaces = Files.exists(target);
      if (replaces) {
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
      }
      try {
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (replaces) {
          Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
        }
        throw e;
      }
      committed = true;
      FileTree.deleteQuietly(old);
    } catch (IOException e) {
      throw new DiagnosticException(unwritable(e));
    }
  }

  /**
   * The same problems, with the log files that they name kept beside the build directory, in a
   * folder of its name and {@code .logs}; all else that was written goes.
   */
  public DiagnosticException keepingLogs(DiagnosticException problems) {
    return new DiagnosticException(
        problems.diagnostics().stream()
            .map(d -> new Diagnostic(d.code(), d.message(), kept(d.at()), d.hint()))
            .toList());
  }

  /** Problems of a build that was committed all the same: their places, where they are now. */
  public List<Diagnostic> inPlace(List<Diagnostic> problems) {
    return problems.stream()
        .map(
            d ->
                new Diagnostic(
                    d.code(),
                    d.message(),
                    d.at().stream()
                        .map(p -> p.replace(partial.toString(), target.toString()))
                        .toList(),
                    d.hint()))
        .toList();
  }

  private List<String> kept(List<String> places) {
    return places.stream()
        .map(p -> p.startsWith(partial + "/") && p.endsWith(".log") ? kept(Path.of(p)) : p)
        .toList();
  }

  private String kept(Path log) {
    Path folder = target.resolveSibling(target.getFileName() + ".logs");
    Path copy = folder.resolve(log.getFileName());
    try {
      Files.createDirectories(folder);
      return Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING).toString();
    } catch (IOException e) {
      // The problem itself matters more than its log.
      return log.getFileName() + " (which could not be kept)";
    }
  }

  /** Deletes what was written, unless it was committed. */
  @Override
  public void close() {
    if (!committed) {
      FileTree.deleteQuietly(partial);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(cleanup);
    } catch (IllegalStateException e) {
      // The process is ending; the hook deletes the same directory.
      return;
    }
  }

  /** What a user is told when a file of the build cannot be written. */
  public static Diagnostic unwritable(IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Diagnostic.of(
        Code.FILE_NOT_WRITABLE,
        "the build directory cannot be written: " + reason,
        "free some space or choose another folder with --output; an earlier build is unchanged");
  }

  /**
   * Deletes a directory into which a stage of ours, or a tool that is being ended, may still write:
   * until nothing comes back for a tenth of a second.
   */
  private static void deleteForGood(Path root) {
    try {
      long deadline = System.nanoTime() + CLEANUP_LIMIT.toNanos();
      do {
        FileTree.deleteQuietly(root);
        Thread.sleep(100);
      } while (Files.exists(root) && System.nanoTime() < deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
