package io.nn2fpga.importer.tflite;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of a FlatBuffer of which nothing is trusted: fields are read by their number, and
 * whatever points out of the file throws an {@link IndexOutOfBoundsException}, which the file's
 * reader turns into a diagnostic. Vectors are copied only after their length was found to lie
 * within the file, so that memory is bounded by the file's size.
 */
final class FlatTable extends Table {
  private static final int VTABLE_HEADER = 4;

  private FlatTable(ByteBuffer buffer, int position) {
    if (position < 0 || position > buffer.limit() - Integer.BYTES) {
      throw new IndexOutOfBoundsException("a table at " + position);
    }
    __reset(position, buffer);
  }

  /** The root table of a file. */
  static FlatTable root(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return new FlatTable(buffer, buffer.getInt(0));
  }

  /** Where a field's value stands, or 0 if the field is left out. */
  private int place(int field) {
    int offset = __offset(VTABLE_HEADER + 2 * field) & 0xffff;
    return offset == 0 ? 0 : bb_pos + offset;
  }

  int int32(int field, int otherwise) {
    int place = place(field);
    return place == 0 ? otherwise : bb.getInt(place);
  }

  /** An unsigned 64-bit number; above the largest long it is negative. */
  long int64(int field) {
    int place = place(field);
    return place == 0 ? 0 : bb.getLong(place);
  }

  /** A signed byte, or an enumeration stored in one. */
  int int8(int field, int otherwise) {
    int place = place(field);
    return place == 0 ? otherwise : bb.get(place);
  }

  boolean flag(int field) {
    return int8(field, 0) != 0;
  }

  float float32(int field, float otherwise) {
    int place = place(field);
    return place == 0 ? otherwise : bb.getFloat(place);
  }

  /** A string, or the empty one if the field is left out. */
  String string(int field) {
    return new String(bytes(field), StandardCharsets.UTF_8);
  }

  @Nullable FlatTable table(int field) {
    int place = place(field);
    return place == 0 ? null : new FlatTable(bb, Math.addExact(place, bb.getInt(place)));
  }

  /** A vector of tables; empty if the field is left out. */
  List<FlatTable> tables(int field) {
    Vector vector = vector(field, Integer.BYTES);
    List<FlatTable> tables = new ArrayList<>(vector.length);
    for (int i = 0; i < vector.length; i++) {
      int place = vector.start + Integer.BYTES * i;
      tables.add(new FlatTable(bb, Math.addExact(place, bb.getInt(place))));
    }
    return tables;
  }

  int[] ints(int field) {
    Vector vector = vector(field, Integer.BYTES);
    int[] values = new int[vector.length];
    Arrays.setAll(values, i -> bb.getInt(vector.start + Integer.BYTES * i));
    return values;
  }

  long[] longs(int field) {
    Vector vector = vector(field, Long.BYTES);
    long[] values = new long[vector.length];
    Arrays.setAll(values, i -> bb.getLong(vector.start + Long.BYTES * i));
    return values;
  }

  float[] floats(int field) {
    Vector vector = vector(field, Float.BYTES);
    float[] values = new float[vector.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bb.getFloat(vector.start + Float.BYTES * i);
    }
    return values;
  }

  byte[] bytes(int field) {
    Vector vector = vector(field, 1);
    byte[] values = new byte[vector.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bb.get(vector.start + i);
    }
    return values;
  }

  private record Vector(int start, int length) {}

  private Vector vector(int field, int elementBytes) {
    int place = place(field);
    if (place == 0) {
      return new Vector(0, 0);
    }
    long start = (long) place + bb.getInt(place) + Integer.BYTES;
    if (start < Integer.BYTES || start > bb.limit()) {
      throw new IndexOutOfBoundsException("a vector at " + start);
    }
    int length = bb.getInt((int) start - Integer.BYTES);
    if (length < 0 || (long) length * elementBytes > bb.limit() - start) {
      throw new IndexOutOfBoundsException("a vector of " + length + " at " + start);
    }
    return new Vector((int) start, length);
  }
}
