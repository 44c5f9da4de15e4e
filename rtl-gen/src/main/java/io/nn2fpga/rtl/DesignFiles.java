package io.nn2fpga.rtl;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.text.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Text files of a build directory, by their path in it; in memory until written.
 *
 * @param files contents by relative path with {@code /} as separator
 */
public record DesignFiles(SortedMap<String, String> files) {

  /** Copies the map. */
  public DesignFiles {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * Everything that describes a design to simulators and synthesis: {@code rtl/}, {@code hls/} and
   * {@code sim/}.
   */
  public static DesignFiles of(Design design) {
    SortedMap<String, String> files = new TreeMap<>();
    files.putAll(VerilogFiles.of(design));
    files.putAll(HlsFiles.of(design));
    files.putAll(SimulationFiles.of(design));
    return new DesignFiles(files);
  }

  /** These files and {@code more}; a path that both have is a bug. */
  public DesignFiles with(Map<String, String> more) {
    SortedMap<String, String> all = new TreeMap<>(files);
    more.forEach(
        (path, text) -> {
          if (all.putIfAbsent(path, text) != null) {
            throw new IllegalStateException(path + " is generated twice");
          }
        });
    return new DesignFiles(all);
  }

  /** SHA-256 over paths and contents, in hexadecimal: what the driver calls the design's hash. */
  public String hash() {
    Sha256 sum = new Sha256();
    files.forEach(
        (path, text) -> sum.add((path + "\0" + text + "\0").getBytes(StandardCharsets.UTF_8)));
    return sum.hex();
  }

  /**
   * Writes the files below {@code directory}, over files of the same names.
   *
   * @throws DiagnosticException with {@code file-not-writable} if the disk refuses
   */
  public void writeTo(Path directory) {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      try {
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      } catch (IOException e) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.FILE_NOT_WRITABLE,
                "cannot write the design: " + e.getMessage(),
                path.toString(),
                "free disk space or name another build directory with --output"));
      }
    }
  }
}
