package io.nn2fpga.importer.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HDF5 file in memory, read by names that the model gives: links are not followed, and what a
 * dataset declares is checked before it is read.
 */
final class Hdf5File implements AutoCloseable {
  /** The first bytes of a file, one a char. */
  static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";

  /** More elements than any variable of a model for an FPGA has. */
  private static final long MAX_ELEMENTS = 1L << 28;

  /** How much smaller than its elements compressed data can be: deflate's limit, rounded up. */
  private static final long MAX_COMPRESSION = 1100;

  private final HdfFile file;
  private final long bytes;
  private final String at;

  private Hdf5File(HdfFile file, long bytes, String at) {
    this.file = file;
    this.bytes = bytes;
    this.at = at;
  }

  /**
   * Opens a file's contents.
   *
   * @param at the file's name, for messages
   * @throws DiagnosticException if they are no HDF5 file
   */
  static Hdf5File open(byte[] contents, String at) {
    return guarded(at, () -> new Hdf5File(HdfFile.fromBytes(contents), contents.length, at));
  }

  private static <T> T guarded(String at, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DiagnosticException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // The library reports what it does not expect in a file by exceptions of any kind.
      throw malformed(at, "the HDF5 file is truncated or corrupt", "copy or save the model again");
    }
  }

  private static DiagnosticException malformed(String at, String message, @Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(Code.MALFORMED_FILE, message, at, hint));
  }

  /** A text attribute of the root group, or null if it has none of that name. */
  @Nullable String text(String attribute) {
    return guarded(
        at,
        () -> {
          Attribute found = file.getAttribute(attribute);
          return found != null && found.getData() instanceof String text ? text : null;
        });
  }

  /** Whether there is a group of that path. */
  boolean hasGroup(String path) {
    return guarded(at, () -> find(path) instanceof Group);
  }

  /**
   * The strings of a group's attribute, which Keras splits into numbered ones if they are many.
   *
   * @return null if the group has no such attribute
   */
  @Nullable List<String> texts(String group, String attribute) {
    return guarded(
        at,
        () -> {
          Node node = find(group);
          if (node == null) {
            return null;
          }
          Attribute whole = node.getAttribute(attribute);
          if (whole != null) {
            return strings(whole);
          }
          List<String> all = new ArrayList<>();
          for (int part = 0; ; part++) {
            Attribute next = node.getAttribute(attribute + part);
            if (next == null) {
              return part == 0 ? null : all;
            }
            all.addAll(strings(next));
          }
        });
  }

  private static List<String> strings(Attribute attribute) {
    Object data = attribute.getData();
    return data instanceof String[] strings
        ? Arrays.asList(strings)
        : data instanceof String text ? List.of(text) : List.of();
  }

  /** The groups in a group, by name, with the text of an attribute of a group in each. */
  Map<String, String> labels(String group, String inner, String attribute) {
    return guarded(
        at,
        () -> {
          Map<String, String> labels = new TreeMap<>();
          if (find(group) instanceof Group parent) {
            for (String name : parent.getChildren().keySet()) {
              Node labelled = find(group + "/" + name + "/" + inner);
              Attribute label = labelled == null ? null : labelled.getAttribute(attribute);
              labels.put(name, label != null && label.getData() instanceof String text ? text : "");
            }
          }
          return labels;
        });
  }

  /**
   * The numbers of a dataset.
   *
   * @return null if there is no dataset of that path
   */
  @Nullable KerasTensor numbers(String path) {
    return guarded(
        at,
        () -> {
          if (!(find(path) instanceof Dataset dataset)) {
            return null;
          }
          List<Integer> dims = Arrays.stream(dataset.getDimensions()).boxed().toList();
          long count = 1;
          for (int extent : dims) {
            count = extent < 0 ? -1 : count * extent;
            if (count < 0 || count > MAX_ELEMENTS || count > bytes * MAX_COMPRESSION) {
              throw malformed(at, "'" + path + "' has the impossible extents " + dims, null);
            }
          }
          Class<?> type = dataset.getJavaType();
          if (type != float.class && type != double.class) {
            throw malformed(at, "'" + path + "' holds no floating-point numbers", null);
          }
          return new KerasTensor(dims, floats(dataset.getDataFlat(), (int) count, path));
        });
  }

  private float[] floats(Object data, int count, String path) {
    float[] result = new float[count];
    if (data instanceof float[] floats && floats.length == count) {
      return floats;
    } else if (data instanceof double[] doubles && doubles.length == count) {
      for (int i = 0; i < count; i++) {
        result[i] = (float) doubles[i];
      }
      return result;
    } else if (data instanceof Number number && count == 1) {
      result[0] = number.floatValue();
      return result;
    }
    throw malformed(at, "'" + path + "' does not hold the numbers it declares", null);
  }

  /** The node of a path, or null; soft and external links count as missing. */
  private @Nullable Node find(String path) {
    Node node = file;
    for (String part : path.split("/", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      node = node instanceof Group group && !node.isLink() ? group.getChild(part) : null;
      if (node == null || node.isLink()) {
        return null;
      }
    }
    return node;
  }

  @Override
  public void close() {
    file.close();
  }
}
