package io.nn2fpga.importer.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.CorruptFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a Keras file is damaged, it is imported or refused by a diagnostic, nothing else. */
@Timeout(300)
final class CorruptKerasFilesTest {
  private static final Path MODELS = Path.of("src/test/resources/io/nn2fpga/importer/keras");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"dense.h5", "qkeras_network.h5", "image.keras"})
  void damagedBytesAreNoticedOrHarmless(String name) throws IOException {
    CorruptFiles files = new CorruptFiles(folder, name, new KerasReader());
    byte[] whole = Files.readAllBytes(MODELS.resolve(name));
    files.check(whole, CorruptFiles.generalDamages(), 200, name.hashCode());
    assertThat(files.refused()).isBetween(100, 999);
  }

  /** The checksums of a damaged archive hold if the damage is older than the archive. */
  @Test
  void damagedPartsOfWholeArchives() throws IOException {
    CorruptFiles files = new CorruptFiles(folder, "image.keras", new KerasReader());
    byte[] whole = Files.readAllBytes(MODELS.resolve("image.keras"));
    List<CorruptFiles.Damage> within =
        CorruptFiles.generalDamages().stream()
            .map(damage -> (CorruptFiles.Damage) (bytes, random) -> repacked(bytes, damage, random))
            .toList();
    files.check(whole, within, 200, 4);
    assertThat(files.refused()).isBetween(100, 999);
  }

  private static byte[] repacked(byte[] archive, CorruptFiles.Damage damage, Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String victim = random.nextBoolean() ? "config.json" : "model.weights.h5";
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] part = in.readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().equals(victim) ? damage.apply(part, random) : part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
