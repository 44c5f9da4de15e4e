package io.nn2fpga.importer.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.diag.DiagnosticException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyFileTest {
  @TempDir private Path folder;

  private Path file(int version, String header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer length = ByteBuffer.allocate(version == 1 ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    if (version == 1) {
      length.putShort((short) text.length);
    } else {
      length.putInt(text.length);
    }
    out.write(length.array());
    out.write(text);
    out.write(data);
    return Files.write(folder.resolve("a.npy"), out.toByteArray());
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '"
        + descr
        + "', 'fortran_order': "
        + (fortran ? "True" : "False")
        + ", 'shape': "
        + shape
        + ", }   \n";
  }

  private static byte[] contents(ByteBuffer buffer) {
    byte[] contents = new byte[buffer.capacity()];
    buffer.get(0, contents);
    return contents;
  }

  private void refuses(Path path, String message) {
    assertThatThrownBy(() -> NpyFile.read(path))
        .isInstanceOf(DiagnosticException.class)
        .hasMessage(message.replace("FOLDER", folder.toString()).stripTrailing());
  }

  @Test
  void digitsAndLabelsOfTheExamplesAreRead() {
    Path data = Path.of("..", "examples", "data", "mnist");
    NpyArray images = NpyFile.read(data.resolve("images.npy"));
    assertThat(images.type()).isEqualTo(NpyType.U1);
    assertThat(images.shape()).containsExactly(1000, 1, 28, 28);
    assertThat(images.ints(999)).hasSize(784).contains(0).contains(255);
    assertThat(images.tensor(3).type()).hasToString("f32[1,28,28]");
    NpyArray labels = NpyFile.read(data.resolve("labels.npy"));
    assertThat(labels.samples()).isEqualTo(1000);
    assertThat(labels.sampleShape()).isEmpty();
    assertThat(labels.ints(0)[0]).isBetween(0, 9);
  }

  @ParameterizedTest
  @CsvSource({
    "|b1, 1", "|u1, 1", "|i1, 1", "<u2, 2", "<i2, 2", ">i2, 2", "<i4, 4", ">i4, 4", "<i8, 8",
    ">i8, 8", "<f4, 4", ">f4, 4", "<f8, 8", ">f8, 8"
  })
  void everyTypeAndByteOrderIsRead(String descr, int bytes) throws IOException {
    ByteOrder order = descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer data = ByteBuffer.allocate(2 * bytes).order(order);
    switch (descr.substring(1)) {
      case "f4" -> data.putFloat(0).putFloat(1);
      case "f8" -> data.putDouble(0).putDouble(1);
      case "i8" -> data.putLong(0).putLong(1);
      case "i4" -> data.putInt(0).putInt(1);
      case "i2", "u2" -> data.putShort((short) 0).putShort((short) 1);
      default -> data.put((byte) 0).put((byte) 1);
    }
    NpyArray array = NpyFile.read(file(1, header(descr, false, "(1, 2)"), contents(data)));
    assertThat(array.floats(0)).containsExactly(0, 1);
    assertThat(array.type().word()).isEqualTo(descr.substring(1));
    if (array.type().isInteger()) {
      assertThat(array.ints(0)).containsExactly(0, 1);
    }
  }

  @Test
  void signsAndHalvesAreKept() throws IOException {
    byte[] ones = {-1, -1};
    assertThat(NpyFile.read(file(1, header("|u1", false, "(2,)"), ones)).ints(1))
        .containsExactly(255);
    assertThat(NpyFile.read(file(1, header("|i1", false, "(2,)"), ones)).ints(1))
        .containsExactly(-1);
    assertThat(NpyFile.read(file(1, header("<u2", false, "(1,)"), ones)).ints(0))
        .containsExactly(65535);
    byte[] halves = {0x00, (byte) 0xc1, 0x01, 0x00, 0x00, 0x7c};
    assertThat(NpyFile.read(file(1, header("<f2", false, "(1, 3)"), halves)).floats(0))
        .containsExactly(-2.5f, 0x1p-24f, Float.POSITIVE_INFINITY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void fortranOrderAndAllVersionsAreRead(int version) throws IOException {
    byte[] columns = {0, 3, 1, 4, 2, 5};
    NpyArray array = NpyFile.read(file(version, header("|u1", true, "(2, 3)"), columns));
    assertThat(array.ints(0)).containsExactly(0, 1, 2);
    assertThat(array.ints(1)).containsExactly(3, 4, 5);
  }

  @Test
  void writtenArraysReadBack() throws IOException {
    Path path = folder.resolve("w.npy");
    NpyFile.write(path, NpyArray.ofFloats(new float[] {1.5f, -2, 0, 4}, 2, 2));
    assertThat(Files.size(path)).isEqualTo(128 + 16);
    NpyArray floats = NpyFile.read(path);
    assertThat(floats.shape()).isEqualTo(List.of(2, 2));
    assertThat(floats.floats(1)).containsExactly(0, 4);
    NpyFile.write(path, NpyArray.ofInts(new int[] {7, -8}, 2));
    assertThat(NpyFile.read(path).ints(1)).containsExactly(-8);
    NpyFile.write(path, NpyArray.ofBytes(new byte[] {-1}, 1));
    assertThat(NpyFile.read(path).ints(0)).containsExactly(255);
  }

  @Test
  void wrongFilesAreNamed() throws IOException {
    refuses(
        folder.resolve("none.npy"),
        """
        error[file-not-found]: there is no such file
          at FOLDER/none.npy
        """);
    refuses(
        Files.writeString(folder.resolve("text.npy"), "1, 2, 3, 4, 5, 6"),
        """
        error[malformed-file]: not a NumPy array file
          at FOLDER/text.npy
          hint: save one array with numpy.save
        """);
    refuses(
        Files.writeString(folder.resolve("z.npy"), "PK\u0003\u0004 and so on"),
        """
        error[malformed-file]: not a NumPy array file but a zip archive (.npz files are)
          at FOLDER/z.npy
          hint: save one array with numpy.save
        """);
    refuses(
        Files.write(folder.resolve("empty.npy"), new byte[0]),
        """
        error[malformed-file]: the file ends after 0 bytes, before its data
          at FOLDER/empty.npy
          hint: copy or save the array again
        """);
    refuses(
        file(1, header("<f4", false, "(2, 3)"), new byte[20]),
        """
        error[malformed-file]: shape [2, 3] of f4 needs 24 bytes, the file holds 20
          at FOLDER/a.npy
          hint: copy or save the array again
        """);
    refuses(
        file(9, header("<f4", false, "(2,)"), new byte[8]),
        """
        error[malformed-file]: NumPy file format 9 is not known
          at FOLDER/a.npy
        """);
    refuses(
        file(1, header("<f4", false, "(100000, 100000, 100000, 0)"), new byte[0]),
        """
        error[malformed-file]: shape [100000, 100000, 100000, 0] is more than the file can hold
          at FOLDER/a.npy
        """);
    refuses(
        file(1, "{'descr': '<f4', 'shape': (1,)}", new byte[4]),
        """
        error[malformed-file]: the header is damaged: a key is missing
          at FOLDER/a.npy
          hint: save the array again
        """);
  }

  @Test
  void unusableTypesAreNamed() throws IOException {
    String hint =
        """
          at FOLDER/a.npy
          hint: save numbers: bool, int8 to int64, uint8, uint16, float16 to float64
        """;
    refuses(
        file(1, header("|O", false, "(1,)"), new byte[8]),
        "error[data-type]: an array of Python objects cannot be used\n" + hint);
    refuses(
        file(1, header("<c8", false, "(1,)"), new byte[8]),
        "error[data-type]: an array of type '<c8' cannot be used\n" + hint);
    refuses(
        file(
            1,
            "{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,)}",
            new byte[8]),
        "error[data-type]: an array of structures cannot be used\n" + hint);
    ByteBuffer big = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40);
    refuses(
        file(1, header("<i8", false, "(1,)"), contents(big)),
        """
        error[data-type]: element 0 is 1099511627776, beyond 32 bits
          at FOLDER/a.npy
        """);
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(file(1, header("<i4", true, "(2, 3)"), new byte[24]));
    Random random = new Random(5);
    int refused = 0;
    for (int run = 0; run < 500; run++) {
      byte[] damaged =
          Arrays.copyOf(whole, run % 5 == 0 ? random.nextInt(whole.length) : whole.length);
      if (run % 5 != 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Path path = Files.write(folder.resolve("d.npy"), damaged);
      try {
        assertThat(NpyFile.read(path).shape()).isNotNull();
      } catch (DiagnosticException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 499);
  }
}
