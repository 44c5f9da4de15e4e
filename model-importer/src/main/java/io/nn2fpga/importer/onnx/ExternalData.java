package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import com.google.protobuf.ByteString;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.diag.Diagnostics;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings tensors whose elements stand in files beside the model into the model itself. Such a file
 * has to lie in the model's folder or below it.
 */
final class ExternalData {
  private final Path folder;
  private final String model;
  private final long limit;
  private final Diagnostics diagnostics = new Diagnostics();
  private long total;

  private ExternalData(Path path, long limit) {
    this.folder = path.toAbsolutePath().normalize().resolveSibling("");
    this.model = String.valueOf(path.getFileName());
    this.limit = limit;
  }

  /**
   * The model with all its data inside, or the same instance if it has no other.
   *
   * @param path where the model was read
   * @param limit bytes that all the data together may have
   * @throws DiagnosticException with every tensor whose data cannot be read
   */
  static ModelProto load(ModelProto model, Path path, long limit) {
    if (!isUsedBy(model.getGraph())) {
      return model;
    }
    ExternalData data = new ExternalData(path, limit);
    ModelProto.Builder copy = model.toBuilder();
    data.fill(copy.getGraphBuilder());
    data.diagnostics.throwIfAny();
    return copy.build();
  }

  private static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0;
  }

  private static boolean isUsedBy(GraphProto graph) {
    return graph.getInitializerList().stream().anyMatch(ExternalData::isExternal)
        || graph.getNodeList().stream()
            .flatMap(node -> node.getAttributeList().stream())
            .anyMatch(a -> isExternal(a.getT()) || (a.hasG() && isUsedBy(a.getG())));
  }

  private void fill(GraphProto.Builder graph) {
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      fill(tensor, "initializer '" + tensor.getName() + "'");
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
        if (attribute.hasT()) {
          fill(attribute.getTBuilder(), "node '" + node.getName() + "'");
        }
        if (attribute.hasG()) {
          fill(attribute.getGBuilder());
        }
      }
    }
  }

  private void fill(TensorProto.Builder tensor, String at) {
    if (!isExternal(tensor.build())) {
      return;
    }
    try {
      ByteString data = read(tensor, model + ", " + at);
      tensor.clearExternalData().clearDataLocation().setRawData(data);
    } catch (DiagnosticException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  private ByteString read(TensorProto.Builder tensor, String at) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    Path file = file(entries.get("location"), at);
    long offset = number(entries, "offset", 0, at);
    try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "r")) {
      long rest = data.length() - offset;
      long length = number(entries, "length", Math.max(0, rest), at);
      if (rest < length) {
        throw failure(
            Code.MALFORMED_FILE,
            "the tensor's data are bytes "
                + offset
                + " to "
                + (offset + length)
                + " of '"
                + entries.get("location")
                + "', which has "
                + data.length(),
            at,
            "copy or export the model and its data again");
      }
      total += length;
      if (total > limit) {
        throw failure(
            Code.MALFORMED_FILE, "external data of more than " + limit + " bytes", at, null);
      }
      byte[] bytes = new byte[Math.toIntExact(length)];
      data.seek(offset);
      data.readFully(bytes);
      return ByteString.copyFrom(bytes);
    } catch (IOException e) {
      throw failure(
          Code.FILE_NOT_FOUND,
          "the tensor's data in '" + entries.get("location") + "' cannot be read",
          at,
          e.getMessage());
    }
  }

  /** The file a location names: below the model's folder, links followed. */
  private Path file(@Nullable String location, String at) {
    Path file = null;
    try {
      if (location != null && !location.isEmpty() && !Path.of(location).isAbsolute()) {
        file = folder.resolve(location).normalize();
      }
    } catch (InvalidPathException e) {
      // no path at all: refused below
    }
    if (file == null || !file.startsWith(folder)) {
      throw failure(
          Code.MALFORMED_FILE,
          "the tensor's data is said to be in '" + location + "', not beside the model",
          at,
          "only files in the model's folder are read");
    }
    try {
      if (Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath())) {
        return file;
      }
    } catch (IOException e) {
      // as if it was not there
    }
    throw failure(
        Code.FILE_NOT_FOUND,
        "the tensor's data is in '" + location + "', and there is no such file in " + folder,
        at,
        "copy the file beside the model");
  }

  private static long number(Map<String, String> entries, String key, long otherwise, String at) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw failure(
        Code.MALFORMED_FILE, "the external data's " + key + " is '" + text + "'", at, null);
  }

  private static DiagnosticException failure(
      Code code, String message, String at, @Nullable String hint) {
    return new DiagnosticException(Diagnostic.of(code, message, at, hint));
  }
}
