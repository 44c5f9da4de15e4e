package io.nn2fpga.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists the ten largest source files and fails above 500 lines; 250 is what we aim at. */
class SourceSizeTest {
  private static final int LIMIT = 500;
  private static final Pattern EXTENSION = Pattern.compile("\\.(java|v|vm|hpp|cpp|py|sh|vlt)$");

  private record Source(Path file, long lines) {}

  @Test
  void noSourceFileIsTooLong() throws IOException {
    Path root = Path.of("..").toRealPath();
    List<Source> sources = sources(root);

    System.out.println("The ten largest source files:");
    sources.stream()
        .limit(10)
        .forEach(s -> System.out.println(s.lines() + " " + root.relativize(s.file())));

    assertThat(sources).hasSizeGreaterThan(100);
    assertThat(sources).filteredOn(s -> s.lines() > LIMIT).isEmpty();
  }

  /** The sources of every module and the scripts; not what builds leave behind. */
  private static List<Source> sources(Path root) throws IOException {
    List<Source> found = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.toList()) {
        found.addAll(below(module.resolve("src")));
      }
    }
    found.addAll(below(root.resolve("scripts")));
    found.sort(Comparator.comparingLong(Source::lines).reversed());
    return found;
  }

  private static List<Source> below(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(f -> EXTENSION.matcher(f.toString()).find())
          .map(f -> new Source(f, lines(f)))
          .toList();
    }
  }

  private static long lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
