package io.nn2fpga.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.pass.Verifier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages model files and reads them: each has to be refused by diagnostics, or to import as a
 * graph that the verifier accepts, in bounded time and memory.
 */
public final class CorruptFiles {
  /** More than any sound file of a test needs, less than what a declared size could ask for. */
  private static final long MAX_ALLOCATED = 1L << 30;

  private static final double MAX_SECONDS = 20;

  private final Path folder;
  private final String name;
  private final ModelReader reader;
  private int imported;
  private int refused;

  /**
   * Files of one format.
   *
   * @param folder where they are written
   * @param name of the file, with the format's ending
   */
  public CorruptFiles(Path folder, String name, ModelReader reader) {
    this.folder = folder;
    this.name = name;
    this.reader = reader;
  }

  /** Damages a file's bytes; may change the array it is given. */
  public interface Damage {
    /** The damaged bytes. */
    byte[] apply(byte[] bytes, Random random);
  }

  /** Up to eight flipped bits anywhere. */
  public static byte[] flipBits(byte[] bytes, Random random) {
    int flips = 1 + random.nextInt(8);
    for (int i = 0; i < flips; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** The first bytes only. */
  public static byte[] truncate(byte[] bytes, Random random) {
    int most = random.nextBoolean() ? Math.min(bytes.length, 256) : bytes.length;
    return Arrays.copyOf(bytes, random.nextInt(most));
  }

  /** A number that is far too large, in the width of a length, an offset or an extent. */
  public static byte[] declareHuge(byte[] bytes, Random random) {
    int width = random.nextBoolean() ? 4 : 8;
    int place = random.nextInt(Math.max(1, bytes.length - width));
    for (int i = 0; i < width && place + i < bytes.length; i++) {
      bytes[place + i] = (byte) (i == width - 1 ? 0x7f : 0xff);
    }
    return bytes;
  }

  /** Some bytes a second time, or left out. */
  public static byte[] moveBytes(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int count = Math.min(bytes.length - from, 1 + random.nextInt(64));
    boolean twice = random.nextBoolean();
    byte[] result = new byte[bytes.length + (twice ? count : -count)];
    System.arraycopy(bytes, 0, result, 0, twice ? from + count : from);
    int rest = twice ? from : from + count;
    System.arraycopy(bytes, rest, result, twice ? from + count : from, bytes.length - rest);
    return result;
  }

  /** Random bytes in place of some. */
  public static byte[] overwrite(byte[] bytes, Random random) {
    byte[] noise = new byte[Math.min(bytes.length, 1 + random.nextInt(32))];
    random.nextBytes(noise);
    System.arraycopy(
        noise, 0, bytes, random.nextInt(bytes.length - noise.length + 1), noise.length);
    return bytes;
  }

  /** What can be done to any file. */
  public static List<Damage> generalDamages() {
    return List.of(
        CorruptFiles::flipBits,
        CorruptFiles::truncate,
        CorruptFiles::declareHuge,
        CorruptFiles::moveBytes,
        CorruptFiles::overwrite);
  }

  /** Reads damaged copies of a file, {@code count} by each of the damages. */
  public void check(byte[] original, List<Damage> damages, int count, long seed)
      throws IOException {
    Random random = new Random(seed);
    for (int kind = 0; kind < damages.size(); kind++) {
      for (int run = 0; run < count; run++) {
        byte[] damaged = damages.get(kind).apply(original.clone(), random);
        read(damaged, "seed " + seed + ", damage " + kind + ", run " + run);
      }
    }
  }

  /** Reads one file. */
  public void read(byte[] bytes, String what) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    long start = System.nanoTime();
    try {
      ImportedModel model = reader.read(file, ReadOptions.DEFAULT);
      assertThat(Verifier.verify(model.graph(), what)).isTrue();
      imported++;
    } catch (DiagnosticException e) {
      for (Diagnostic diagnostic : e.diagnostics()) {
        assertThat(diagnostic.message()).as(what).isNotBlank();
        assertThat(diagnostic.at()).as(what).isNotEmpty();
      }
      refused++;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      Path kept = Files.write(Files.createTempFile("damaged-", "-" + name), bytes);
      throw new AssertionError(what + " ends in " + e + "; the file is " + kept, e);
    }
    assertThat((System.nanoTime() - start) / 1e9).as("seconds, %s", what).isLessThan(MAX_SECONDS);
    assertThat(threads.getThreadAllocatedBytes(thread) - before)
        .as("bytes allocated, %s", what)
        .isLessThan(MAX_ALLOCATED);
  }

  /** How many files imported. */
  public int imported() {
    return imported;
  }

  /** How many files were refused. */
  public int refused() {
    return refused;
  }
}
