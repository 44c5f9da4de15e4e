package io.nn2fpga.importer.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.Diagnostics;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.nn.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes initializers of inputs whose values the user fixes. */
final class Binding {
  private Binding() {}

  /**
   * The model with fixed inputs.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if there is no such input, or it is of another rank
   *     or kind of number
   */
  static OnnxFile apply(OnnxFile source, Map<String, NpyArray> bound) {
    if (bound.isEmpty()) {
      return source;
    }
    Diagnostics diagnostics = new Diagnostics();
    ModelProto.Builder copy = source.model().toBuilder();
    GraphProto.Builder graph = copy.getGraphBuilder();
    List<ValueInfoProto> free = new ArrayList<>(graph.getInputList());
    graph.clearInput();
    for (Map.Entry<String, NpyArray> entry : new java.util.TreeMap<>(bound).entrySet()) {
      String name = entry.getKey();
      free.stream()
          .filter(input -> input.getName().equals(name))
          .findFirst()
          .ifPresentOrElse(
              input -> graph.addInitializer(tensor(source, input, entry.getValue(), diagnostics)),
              () -> diagnostics.add(noInput(source, name, free)));
      free.removeIf(input -> input.getName().equals(name));
    }
    diagnostics.throwIfAny();
    graph.addAllInput(free);
    ModelProto model = copy.build();
    return new OnnxFile(source.path(), model.toByteArray(), model);
  }

  private static Diagnostic noInput(OnnxFile source, String name, List<ValueInfoProto> inputs) {
    return Diagnostic.of(
        Code.DATA_SHAPE,
        "a value is given for '" + name + "', which is no input of the model",
        source.path().toString(),
        "its inputs are "
            + inputs.stream().map(i -> "'" + i.getName() + "'").collect(Collectors.joining(", ")));
  }

  private static TensorProto tensor(
      OnnxFile source, ValueInfoProto input, NpyArray array, Diagnostics diagnostics) {
    int type = input.getType().getTensorType().getElemType();
    NumberFormat format = ElementTypes.of(type);
    boolean whole = format != null && format.isInteger();
    if (format == null || whole != array.type().isInteger()) {
      diagnostics.add(
          Diagnostic.of(
              Code.DATA_TYPE,
              "the value given for '"
                  + input.getName()
                  + "' is of type "
                  + array.type().word()
                  + ", the input of "
                  + ElementTypes.name(type),
              source.path().toString(),
              "save it with the model's element type"));
    }
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(input.getName());
    array.shape().forEach(tensor::addDims);
    double[] elements = array.elements();
    // Wider floating-point numbers than these do not occur, narrower ones keep their value.
    tensor.setDataType(whole ? type : DataType.FLOAT_VALUE);
    if (whole && format.bits() > 1 && format.bits() < Byte.SIZE) {
      return packed(tensor, format.bits(), elements);
    }
    for (double element : elements) {
      if (!whole) {
        tensor.addFloatData((float) element);
      } else if (format == NumberFormat.INT64) {
        tensor.addInt64Data((long) element);
      } else if (format == NumberFormat.UINT32 || format == NumberFormat.UINT64) {
        tensor.addUint64Data((long) element);
      } else {
        tensor.addInt32Data((int) element);
      }
    }
    return tensor.build();
  }

  /** Several elements a byte, the first in the low bits, as ONNX stores integers of few bits. */
  private static TensorProto packed(TensorProto.Builder tensor, int bits, double[] elements) {
    int inByte = Byte.SIZE / bits;
    for (int first = 0; first < elements.length; first += inByte) {
      int packed = 0;
      for (int i = first; i < Math.min(elements.length, first + inByte); i++) {
        packed |= ((int) elements[i] & ((1 << bits) - 1)) << ((i - first) * bits);
      }
      tensor.addInt32Data(packed);
    }
    return tensor.build();
  }
}
