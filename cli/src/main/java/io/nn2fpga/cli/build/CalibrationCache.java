package io.nn2fpga.cli.build;

import io.nn2fpga.ir.text.Sha256;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.Histogram;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What calibration found out before, in one file an entry, named after the SHA-256 sum of all that
 * it depends on. A file that is damaged, or that cannot be read or written, is as good as none.
 */
final class CalibrationCache {
  /** Raised when what is stored, or how it is computed, changes. */
  private static final String FORMAT = "nn2fpga calibration 2";

  private static final int MOST_ENTRIES = 1 << 20;

  private final Path folder;

  /**
   * A cache.
   *
   * @param folder where its files are; made when the first one is written
   */
  CalibrationCache(Path folder) {
    this.folder = folder;
  }

  /**
   * A value from the cache, or computed.
   *
   * @param cached whether it was in the cache
   */
  record Lookup<T>(T value, boolean cached) {}

  /** A key for everything that a value depends on. */
  static String key(Object... parts) {
    Sha256 sum = new Sha256().add(FORMAT.getBytes(StandardCharsets.UTF_8));
    for (Object part : parts) {
      byte[] bytes =
          part instanceof byte[] raw ? raw : part.toString().getBytes(StandardCharsets.UTF_8);
      // lengths keep neighbours apart
      sum.add((bytes.length + ":").getBytes(StandardCharsets.UTF_8)).add(bytes);
    }
    return sum.hex();
  }

  /** Statistics of calibration samples. */
  Lookup<CalibrationStatistics> statistics(String key, Supplier<CalibrationStatistics> otherwise) {
    return lookup(
        key, CalibrationCache::readStatistics, CalibrationCache::writeStatistics, otherwise);
  }

  /** Corrections of biases. */
  Lookup<Map<String, List<Double>>> corrections(
      String key, Supplier<Map<String, List<Double>>> otherwise) {
    return lookup(key, CalibrationCache::readLists, CalibrationCache::writeLists, otherwise);
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private interface Writer<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  private <T> Lookup<T> lookup(
      String key, Reader<T> reader, Writer<T> writer, Supplier<T> otherwise) {
    Path file = folder.resolve(key);
    T known = read(file, key, reader);
    if (known != null) {
      return new Lookup<>(known, true);
    }
    T value = otherwise.get();
    write(file, key, writer, value);
    return new Lookup<>(value, false);
  }

  private static <T> @Nullable T read(Path file, String key, Reader<T> reader) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      if (!in.readUTF().equals(key)) {
        return null;
      }
      T value = reader.read(in);
      // the end is there, so the checksum behind it was compared
      return in.read() < 0 ? value : null;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private <T> void write(Path file, String key, Writer<T> writer, T value) {
    try {
      Files.createDirectories(folder);
      Path beside = Files.createTempFile(folder, key.substring(0, 8), ".part");
      try {
        try (DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(beside))))) {
          out.writeUTF(key);
          writer.write(out, value);
        }
        Files.move(
            beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      // the result is there all the same; the next run computes it again
    }
  }

  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST_ENTRIES) {
      throw new IOException("impossible count " + count);
    }
    return count;
  }

  private static void writeList(DataOutputStream out, List<Double> list) throws IOException {
    out.writeInt(list.size());
    for (double number : list) {
      out.writeDouble(number);
    }
  }

  private static List<Double> readList(DataInputStream in) throws IOException {
    List<Double> list = new ArrayList<>();
    for (int left = count(in); left > 0; left--) {
      list.add(in.readDouble());
    }
    return list;
  }

  private static void writeLists(DataOutputStream out, Map<String, List<Double>> lists)
      throws IOException {
    out.writeInt(lists.size());
    for (Map.Entry<String, List<Double>> entry : lists.entrySet()) {
      out.writeUTF(entry.getKey());
      writeList(out, entry.getValue());
    }
  }

  private static Map<String, List<Double>> readLists(DataInputStream in) throws IOException {
    Map<String, List<Double>> lists = new LinkedHashMap<>();
    for (int left = count(in); left > 0; left--) {
      lists.put(in.readUTF(), readList(in));
    }
    return lists;
  }

  private static void writeStatistics(DataOutputStream out, CalibrationStatistics statistics)
      throws IOException {
    out.writeInt(statistics.samples());
    out.writeInt(statistics.values().size());
    for (Map.Entry<String, CalibrationStatistics.Value> entry : statistics.values().entrySet()) {
      out.writeUTF(entry.getKey());
      writeHistogram(out, entry.getValue().histogram().state());
      writeList(out, entry.getValue().channelMeans());
    }
  }

  private static CalibrationStatistics readStatistics(DataInputStream in) throws IOException {
    int samples = in.readInt();
    Map<String, CalibrationStatistics.Value> values = new LinkedHashMap<>();
    for (int left = count(in); left > 0; left--) {
      values.put(
          in.readUTF(),
          new CalibrationStatistics.Value(new Histogram(readHistogram(in)), readList(in)));
    }
    return new CalibrationStatistics(samples, values);
  }

  private static void writeHistogram(DataOutputStream out, Histogram.State state)
      throws IOException {
    out.writeInt(state.exponent());
    out.writeDouble(state.min());
    out.writeDouble(state.max());
    for (int i = 0; i < state.counts().length; i++) {
      if (state.counts()[i] != 0) {
        out.writeInt(i);
        out.writeLong(state.counts()[i]);
        out.writeDouble(state.sums()[i]);
      }
    }
    out.writeInt(-1);
  }

  private static Histogram.State readHistogram(DataInputStream in) throws IOException {
    int exponent = in.readInt();
    double min = in.readDouble();
    double max = in.readDouble();
    long[] counts = new long[2 * Histogram.BINS];
    double[] sums = new double[2 * Histogram.BINS];
    for (int i = in.readInt(); i >= 0; i = in.readInt()) {
      counts[i] = in.readLong();
      sums[i] = in.readDouble();
    }
    return new Histogram.State(exponent, min, max, counts, sums);
  }
}
