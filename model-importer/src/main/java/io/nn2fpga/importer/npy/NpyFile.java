package io.nn2fpga.importer.npy;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes NumPy's array files. */
public final class NpyFile {
  private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ALIGNMENT = 64;
  private static final int MAX_HEADER = 1 << 20;

  private final Path path;

  private NpyFile(Path path) {
    this.path = path;
  }

  /**
   * Reads an array.
   *
   * @throws DiagnosticException if there is no such file, it is no array file, it does not hold
   *     what it declares, or its element type cannot be used
   */
  public static NpyArray read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, "there is no such file", path.toString(), null));
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new NpyFile(path).read(channel);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.FILE_NOT_FOUND, "the file cannot be read", path.toString(), e.getMessage()));
    }
  }

  private NpyArray read(FileChannel channel) throws IOException {
    ByteBuffer start = bytes(channel, 0, MAGIC.length + 2);
    if (!start.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      boolean zip = start.get(0) == 'P' && start.get(1) == 'K';
      throw malformed(
          "not a NumPy array file" + (zip ? " but a zip archive (.npz files are)" : ""),
          "save one array with numpy.save");
    }
    int version = start.get(MAGIC.length);
    if (version < 1 || version > 3) {
      throw malformed("NumPy file format " + version + " is not known", null);
    }
    int lengthBytes = version == 1 ? 2 : 4;
    ByteBuffer length = bytes(channel, start.capacity(), lengthBytes);
    long headerLength =
        version == 1 ? length.getShort(0) & 0xffff : length.getInt(0) & 0xffff_ffffL;
    if (headerLength > MAX_HEADER) {
      throw malformed("a header of " + headerLength + " bytes", null);
    }
    long dataStart = start.capacity() + lengthBytes + headerLength;
    NpyHeader header =
        header(bytes(channel, start.capacity() + lengthBytes, (int) headerLength), version);
    NpyType type = type(header);
    List<Integer> shape = shape(header, type, channel.size() - dataStart);
    ByteBuffer data = bytes(channel, dataStart, (int) (channel.size() - dataStart));
    String order = String.valueOf(header.descr());
    data.order(order.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    checkRange(type, data);
    return new NpyArray(shape, type, header.fortranOrder() ? rowMajor(shape, type, data) : data);
  }

  private ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
    if (channel.size() - position < count) {
      throw malformed(
          "the file ends after " + channel.size() + " bytes, before its data",
          "copy or save the array again");
    }
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) >= 0) {
      // reads until full; the size was checked
    }
    return buffer.rewind();
  }

  private NpyHeader header(ByteBuffer bytes, int version) {
    try {
      return NpyHeader.parse(
          (version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)
              .decode(bytes)
              .toString());
    } catch (IllegalArgumentException e) {
      throw malformed("the header is damaged: " + e.getMessage(), "save the array again");
    }
  }

  private NpyType type(NpyHeader header) {
    String descr = header.descr();
    if (descr == null) {
      throw unusable("structures");
    }
    NpyType type = descr.isEmpty() ? null : NpyType.of(descr.substring(1));
    if (descr.contains("O")) {
      throw unusable("Python objects");
    }
    if (type == null || "<>|=".indexOf(descr.charAt(0)) < 0) {
      throw unusable("type '" + descr + "'");
    }
    return type;
  }

  private List<Integer> shape(NpyHeader header, NpyType type, long available) {
    long needed = type.bytes();
    for (long extent : header.shape()) {
      // An extent beyond the file's own bytes is refused before it can overflow the product.
      if (extent > Integer.MAX_VALUE || (needed *= extent) > Integer.MAX_VALUE) {
        throw malformed("shape " + header.shape() + " is more than the file can hold", null);
      }
    }
    if (needed != available) {
      throw malformed(
          "shape "
              + header.shape()
              + " of "
              + type.word()
              + " needs "
              + needed
              + " bytes, the file holds "
              + available,
          "copy or save the array again");
    }
    List<Integer> shape = new ArrayList<>();
    header.shape().forEach(extent -> shape.add(extent.intValue()));
    return shape;
  }

  private void checkRange(NpyType type, ByteBuffer data) {
    if (type != NpyType.I8) {
      return;
    }
    for (int offset = 0; offset < data.capacity(); offset += type.bytes()) {
      long value = data.getLong(offset);
      if (value != (int) value) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.DATA_TYPE,
                "element " + offset / type.bytes() + " is " + value + ", beyond 32 bits",
                path.toString(),
                null));
      }
    }
  }

  private static ByteBuffer rowMajor(List<Integer> shape, NpyType type, ByteBuffer data) {
    ByteBuffer result = ByteBuffer.allocate(data.capacity()).order(data.order());
    int[] index = new int[shape.size()];
    for (int i = 0; i < data.capacity() / type.bytes(); i++) {
      int place = 0;
      for (int axis = 0; axis < index.length; axis++) {
        place = place * shape.get(axis) + index[axis];
      }
      result.put(place * type.bytes(), data, i * type.bytes(), type.bytes());
      for (int axis = 0; axis < index.length && ++index[axis] == shape.get(axis); axis++) {
        index[axis] = 0;
      }
    }
    return result;
  }

  /** Writes an array: format version 1, row major. */
  public static void write(Path path, NpyArray array) throws IOException {
    char order =
        array.type().bytes() == 1 ? '|' : array.data().order() == ByteOrder.BIG_ENDIAN ? '>' : '<';
    String extents = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String header =
        "{'descr': '"
            + order
            + array.type().word()
            + "', 'fortran_order': False, 'shape': ("
            + extents
            + (array.shape().size() == 1 ? ",), }" : "), }");
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(MAGIC);
      out.write(new byte[] {1, 0, (byte) text.length, (byte) (text.length >> 8)});
      out.write(text);
      byte[] data = new byte[array.data().capacity()];
      array.data().get(0, data);
      out.write(data);
    }
  }

  private DiagnosticException unusable(String what) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.DATA_TYPE,
            "an array of " + what + " cannot be used",
            path.toString(),
            "save numbers: bool, int8 to int64, uint8, uint16, float16 to float64"));
  }

  private DiagnosticException malformed(String message, @Nullable String hint) {
    return new DiagnosticException(
        Diagnostic.of(Code.MALFORMED_FILE, message, path.toString(), hint));
  }
}
