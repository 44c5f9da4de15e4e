package io.nn2fpga.importer.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A damaged file ends in a diagnostic or imports: never another exception, never a hang. */
final class CorruptKerasFilesTest {
  private static final Path MODELS = Path.of("src/test/resources/io/nn2fpga/importer/keras");
  private static final int CASES = 1000;

  @TempDir private Path folder;

  /** Kinds of damage to a file: flipped bits, lost ends, repeated pieces, huge numbers. */
  private static byte[] damaged(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i < 20; i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        int length = random.nextInt(Math.min(200, bytes.length - at));
        System.arraycopy(whole, random.nextInt(bytes.length - length), bytes, at, length);
      }
      default -> {
        int place = at / 8 * 8;
        if (place + 8 <= bytes.length) {
          long number = random.nextBoolean() ? Long.MAX_VALUE : 1L << random.nextInt(48);
          ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(place, number);
        }
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "dense.h5, false",
    "qkeras_network.h5, false",
    "dense.keras, false",
    "dense.keras, true"
  })
  void everyDamageEndsInADiagnosticOrAnImport(String name, boolean inside) throws IOException {
    byte[] whole = Files.readAllBytes(MODELS.resolve(name));
    Random random = new Random(name.hashCode());
    Path file = folder.resolve(name);
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      Files.write(file, inside ? repacked(whole, random) : damaged(whole, random));
      boolean imported =
          Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> imports(file));
      refused += imported ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(CASES / 20);
  }

  private static boolean imports(Path file) {
    try {
      ModelFile.read(file, ReadOptions.DEFAULT);
      return true;
    } catch (DiagnosticException e) {
      assertThat(e.getMessage()).startsWith("error[").contains("\n  at ");
      return false;
    }
  }

  /** An archive that is whole, with damage to one of its parts: checksums hold. */
  private static byte[] repacked(byte[] archive, Random random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String victim = random.nextBoolean() ? "config.json" : "model.weights.h5";
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] part = in.readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().equals(victim) ? damaged(part, random) : part);
      }
    }
    return bytes.toByteArray();
  }
}
