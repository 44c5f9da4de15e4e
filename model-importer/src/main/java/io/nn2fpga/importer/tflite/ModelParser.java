package io.nn2fpga.importer.tflite;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tensors and operators out of a file, and checks all that later steps rely on. */
final class ModelParser {
  private static final int VERSION = 3;

  /** More elements than any network for an FPGA has in one tensor. */
  private static final long MAX_ELEMENTS = 1L << 28;

  private final Path path;
  private final byte[] file;
  private final Set<String> names = new HashSet<>();

  private ModelParser(Path path, byte[] file) {
    this.path = path;
    this.file = file;
  }

  /**
   * The file's model.
   *
   * @throws DiagnosticException if the file is corrupt, or holds no single subgraph
   */
  static TfliteModel parse(Path path, byte[] file) {
    try {
      return new ModelParser(path, file).model(FlatTable.root(file));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw TfliteFile.malformed(
          path,
          "not a whole TensorFlow Lite model: the file is truncated or corrupt",
          "copy or convert the model again");
    }
  }

  private TfliteModel model(FlatTable model) {
    int version = model.int32(0, 0);
    if (version != VERSION) {
      throw malformed("schema version " + version + " instead of " + VERSION);
    }
    List<FlatTable> subgraphs = model.tables(2);
    if (subgraphs.size() != 1) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.UNSUPPORTED_MODEL,
              "the model holds " + subgraphs.size() + " subgraphs; only one can be built",
              path.toString(),
              "convert the model without control flow and with one signature"));
    }
    FlatTable graph = subgraphs.get(0);
    List<TfliteTensor> tensors = tensors(graph.tables(0), model.tables(4));
    List<Integer> inputs = indices(graph.ints(1), tensors, false, "an input of the model");
    List<Integer> outputs = indices(graph.ints(2), tensors, false, "an output of the model");
    List<TfliteOperator> operators = operators(graph.tables(3), model.tables(1));
    for (int input : inputs) {
      tensors.set(input, tensors.get(input).computed()); // contents are a default that is not used
    }
    checkOrder(tensors, inputs, outputs, operators);
    foldConstants(tensors, operators);
    return new TfliteModel(tensors, inputs, outputs, operators);
  }

  /**
   * Constants stored as binary16 or codes, and made binary32 when the model runs, are constants.
   */
  private static void foldConstants(List<TfliteTensor> tensors, List<TfliteOperator> operators) {
    for (TfliteOperator operator : operators) {
      boolean converts = operator.name().equals("DEQUANTIZE") && operator.inputs().length == 1;
      TfliteTensor stored = converts ? tensors.get(Math.max(0, operator.inputs()[0])) : null;
      if (stored != null && stored.isConstant()) {
        TfliteTensor t = tensors.get(operator.outputs()[0]);
        tensors.set(
            t.index(),
            new TfliteTensor(
                t.index(),
                t.name(),
                stored.element(),
                stored.shape(),
                false,
                stored.scales(),
                stored.zeroPoints(),
                stored.axis(),
                stored.contents()));
      }
    }
  }

  private List<TfliteTensor> tensors(List<FlatTable> tables, List<FlatTable> buffers) {
    List<TfliteTensor> tensors = new ArrayList<>();
    for (FlatTable table : tables) {
      tensors.add(tensor(tensors.size(), table, buffers));
    }
    return tensors;
  }

  private TfliteTensor tensor(int index, FlatTable table, List<FlatTable> buffers) {
    String name = table.string(3).isEmpty() ? "tensor_" + index : table.string(3);
    if (!names.add(name)) {
      name = name + "_" + index;
      if (!names.add(name)) {
        throw malformed("two tensors are named '" + name + "'");
      }
    }
    TensorElement element = TensorElement.of(table.int8(1, 0));
    if (element == null) {
      throw unsupported("its elements are of type number " + table.int8(1, 0), name);
    }
    if (table.flag(5) || table.table(6) != null) {
      throw unsupported(table.flag(5) ? "it is a variable" : "it is stored as sparse", name);
    }
    List<Integer> shape = Arrays.stream(table.ints(0)).boxed().toList();
    long size = 1;
    for (int extent : shape) {
      if (extent < 1 || (size *= extent) > MAX_ELEMENTS) {
        throw unsupported("its shape is " + shape, name);
      }
    }
    int[] signature = table.ints(7);
    boolean dynamic = Arrays.stream(signature).skip(1).anyMatch(extent -> extent < 0);
    byte[] contents = contents(table.int32(2, 0), buffers, name);
    if (contents != null && contents.length != element.bytes(size)) {
      throw malformed(
          "tensor '"
              + name
              + "' of "
              + size
              + " "
              + element
              + " has "
              + contents.length
              + " bytes");
    }
    return quantized(
        new TfliteTensor(
            index, name, element, shape, dynamic, new float[0], new long[0], 0, contents),
        table.table(4));
  }

  /** Adds the scales and zero points, if there are any. */
  private TfliteTensor quantized(TfliteTensor t, @Nullable FlatTable parameters) {
    float[] scales = parameters == null ? new float[0] : parameters.floats(2);
    if (parameters == null || scales.length == 0) {
      return t;
    }
    if (parameters.int8(4, 0) != 0) {
      throw unsupported("its quantization is a custom one", t.name());
    }
    long[] zeros = parameters.longs(3);
    if (zeros.length == 0) {
      zeros = new long[scales.length];
    }
    int axis = parameters.int32(6, 0);
    boolean vector =
        scales.length == 1
            || (axis >= 0 && axis < t.shape().size() && t.shape().get(axis) == scales.length);
    if (zeros.length != scales.length || !vector) {
      throw malformed(
          "tensor '"
              + t.name()
              + "' of shape "
              + t.shape()
              + " has "
              + scales.length
              + " scales and "
              + zeros.length
              + " zero points along axis "
              + axis);
    }
    for (int i = 0; i < scales.length; i++) {
      if (!(scales[i] > 0) || Float.isInfinite(scales[i]) || zeros[i] != (int) zeros[i]) {
        throw malformed(
            "tensor '" + t.name() + "' has the scale " + scales[i] + ", zero point " + zeros[i]);
      }
    }
    return new TfliteTensor(
        t.index(),
        t.name(),
        t.element(),
        t.shape(),
        t.isDynamic(),
        scales,
        zeros,
        scales.length == 1 ? 0 : axis,
        t.contents());
  }

  /** A constant's bytes; null for an empty buffer, which stands for a computed tensor. */
  private byte @Nullable [] contents(int buffer, List<FlatTable> buffers, String name) {
    if (buffer < 0 || buffer >= buffers.size()) {
      throw malformed("tensor '" + name + "' is in buffer " + buffer + " of " + buffers.size());
    }
    FlatTable table = buffers.get(buffer);
    long offset = table.int64(1);
    if (offset > 1) {
      long size = table.int64(2);
      if (size < 0 || size > file.length || offset > file.length - size) {
        throw malformed("the buffer of tensor '" + name + "' ends behind the file");
      }
      return Arrays.copyOfRange(file, (int) offset, (int) (offset + size));
    }
    byte[] data = table.bytes(0);
    return data.length == 0 ? null : data;
  }

  private List<TfliteOperator> operators(List<FlatTable> tables, List<FlatTable> codes) {
    List<TfliteOperator> operators = new ArrayList<>();
    for (FlatTable table : tables) {
      int code = table.int32(0, 0);
      if (code < 0 || code >= codes.size()) {
        throw malformed("operator " + operators.size() + " has code " + code);
      }
      FlatTable kind = codes.get(code);
      // The first field is a byte; numbers that it cannot hold are in the last one.
      int number = Math.max(kind.int8(0, 0), kind.int32(3, 0));
      String name =
          number == BuiltinOperators.CUSTOM ? kind.string(1) : BuiltinOperators.name(number);
      operators.add(
          new TfliteOperator(operators.size(), name, table.ints(1), table.ints(2), table.table(4)));
    }
    return operators;
  }

  private void checkOrder(
      List<TfliteTensor> tensors,
      List<Integer> inputs,
      List<Integer> outputs,
      List<TfliteOperator> operators) {
    Set<Integer> known = new HashSet<>(inputs);
    tensors.stream().filter(TfliteTensor::isConstant).forEach(t -> known.add(t.index()));
    for (TfliteOperator operator : operators) {
      String what = "operator " + operator.index() + " (" + operator.name() + ")";
      for (int input : indices(operator.inputs(), tensors, true, "an operand of " + what)) {
        if (input >= 0 && !known.contains(input)) {
          throw malformed(
              what + " reads '" + tensors.get(input).name() + "', which is not computed before");
        }
      }
      if (operator.outputs().length == 0) {
        throw malformed(what + " has no result");
      }
      for (int output : indices(operator.outputs(), tensors, false, "a result of " + what)) {
        if (!known.add(output)) {
          throw malformed(what + " computes '" + tensors.get(output).name() + "' a second time");
        }
      }
    }
    for (int output : outputs) {
      if (!known.contains(output)) {
        throw malformed("the output '" + tensors.get(output).name() + "' is not computed");
      }
    }
    if (inputs.isEmpty() || outputs.isEmpty()) {
      throw malformed("the model has " + inputs.size() + " inputs, " + outputs.size() + " outputs");
    }
    if (new HashSet<>(inputs).size() != inputs.size()
        || new HashSet<>(outputs).size() != outputs.size()) {
      throw malformed("an input or an output is listed twice");
    }
  }

  private List<Integer> indices(
      int[] indices, List<TfliteTensor> tensors, boolean optional, String what) {
    for (int index : indices) {
      if (index < (optional ? -1 : 0) || index >= tensors.size()) {
        throw malformed(what + " is tensor " + index + " of " + tensors.size());
      }
    }
    return Arrays.stream(indices).boxed().toList();
  }

  private DiagnosticException malformed(String message) {
    return TfliteFile.malformed(path, message, "copy or convert the model again");
  }

  private DiagnosticException unsupported(String message, String tensor) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.UNSUPPORTED_MODEL,
            "a tensor cannot be used: " + message,
            path.getFileName() + ", tensor '" + tensor + "'",
            null));
  }
}
