package io.nn2fpga.importer.tflite;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.importer.CorruptFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a TFLite file is damaged, it is imported or refused by a diagnostic, nothing else. */
final class CorruptTfliteFilesTest {
  private static final Path MODEL = Path.of("..", "examples", "kws-int8", "model.tflite");

  @TempDir private Path folder;

  @Test
  void damagedFilesAreRefusedOrSound() throws IOException {
    CorruptFiles files = new CorruptFiles(folder, "damaged.tflite", new TfliteReader());
    List<CorruptFiles.Damage> damages = new ArrayList<>(CorruptFiles.generalDamages());
    damages.add(CorruptTfliteFilesTest::breakTables);
    damages.add(CorruptTfliteFilesTest::swapNumbers);

    files.check(Files.readAllBytes(MODEL), damages, 200, 7);

    assertThat(files.imported() + files.refused()).isEqualTo(1400);
    assertThat(files.refused()).isGreaterThan(500);
    assertThat(files.imported()).isGreaterThan(50);
  }

  /** Numbers changed behind the weights, where tensors, operators and offsets stand. */
  private static byte[] breakTables(byte[] bytes, Random random) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] numbers = {-1, 0, 1, 2, 255, 1 << 16, Integer.MAX_VALUE, Integer.MIN_VALUE};
    for (int i = 0; i < 3; i++) {
      int tables = random.nextInt(12_000) & ~3;
      int place = random.nextBoolean() ? tables : bytes.length - 4 - tables;
      buffer.putInt(place, numbers[random.nextInt(numbers.length)]);
    }
    return bytes;
  }

  /** Two words of the tables in each other's place: cycles, wrong tensors, wrong codes. */
  private static byte[] swapNumbers(byte[] bytes, Random random) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int first = bytes.length - 4 - (random.nextInt(12_000) & ~3);
    int second = Math.max(0, Math.min(bytes.length - 4, first + 4 * (random.nextInt(64) - 32)));
    int number = buffer.getInt(first);
    buffer.putInt(first, buffer.getInt(second));
    buffer.putInt(second, number);
    return bytes;
  }
}
