package io.nn2fpga.importer.onnx;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.Rearrangement;
import io.nn2fpga.nn.Reshape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Results that hold nothing but elements of the operands, wherever those come from. */
final class MovedElements {
  private MovedElements() {}

  /**
   * The first result is a rearrangement of some operands: computed at once if they are constants,
   * whose integers keep all their bits.
   *
   * @param dims the result's extents with ONNX's own axes
   * @param operands indices of the node's operands
   */
  static <T extends NnOperation & Rearrangement> void emit(
      NodeScope node, T operation, List<Integer> dims, int... operands) {
    if (IntStream.of(operands).allMatch(node::isConstant)) {
      List<Constant> constants =
          IntStream.of(operands).mapToObj(i -> node.constant(i, "operand")).toList();
      node.define(apply(node, operation, constants).withDims(dims));
      return;
    }
    List<Integer> shape = node.nnShape(dims);
    NodeScope.Operand[] values =
        IntStream.of(operands).mapToObj(node::operand).toArray(NodeScope.Operand[]::new);
    if (shape(node, operation, values).equals(shape)) {
      node.emitOf(operation, values);
    } else {
      node.emitOf(new Reshape(shape), node.apply(operation, values));
    }
  }

  private static List<Integer> shape(
      NodeScope node, NnOperation operation, NodeScope.Operand... operands) {
    return ((TensorType) node.emission().types(operation, operands).get(0)).shape();
  }

  /** The rearrangement of constants. */
  static <T extends NnOperation & Rearrangement> Constant apply(
      NodeScope node, T operation, List<Constant> operands) {
    int total = operands.stream().mapToInt(Constant::size).sum();
    if (total > NumberFormat.EXACT) {
      throw node.refuse("constants of " + total + " elements are rearranged", null);
    }
    List<Tensor> numbered = new ArrayList<>();
    int next = 0;
    for (Constant operand : operands) {
      if (operand.dims().contains(0)) {
        throw node.refuse("an operand has no elements: extents " + operand.dims(), null);
      }
      float[] numbers = new float[operand.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = next++;
      }
      numbered.add(new FloatTensor(new TensorType(operand.dims(), FloatElement.F32), numbers));
    }
    List<io.nn2fpga.ir.Type> types =
        node.checked(
            () ->
                operation.inferTypes(
                    numbered.stream().map(t -> (io.nn2fpga.ir.Type) t.type()).toList()));
    Emission.checkComputed(node, types);
    FloatTensor result = (FloatTensor) operation.evaluate(numbered).get(0);
    int[] places = new int[result.data().length];
    for (int i = 0; i < places.length; i++) {
      places[i] = (int) result.data()[i];
    }
    return joined(node, operands).gather(places, result.type().shape());
  }

  /** All elements of some constants of one kind, in order. */
  private static Constant joined(NodeScope node, List<Constant> operands) {
    if (operands.size() == 1) {
      return operands.get(0).withDims(List.of(operands.get(0).size())); // which keeps its codes
    }
    boolean real = operands.get(0).isFloat();
    if (operands.stream().anyMatch(o -> o.isFloat() != real)) {
      throw node.refuse("the operands are of different element types", null);
    }
    int total = operands.stream().mapToInt(Constant::size).sum();
    float[] floats = new float[real ? total : 0];
    long[] integers = new long[real ? 0 : total];
    int next = 0;
    for (Constant operand : operands) {
      if (real) {
        System.arraycopy(operand.floats(), 0, floats, next, operand.size());
      } else {
        System.arraycopy(operand.integers(), 0, integers, next, operand.size());
      }
      next += operand.size();
    }
    return real
        ? new Constant.Floats(List.of(total), floats)
        : new Constant.Integers(List.of(total), integers);
  }

  /**
   * The first result's elements stand at these row-major places of some operands, one after the
   * other.
   *
   * @param dims the result's extents with ONNX's own axes
   * @param operands indices of the node's operands
   */
  static void pick(NodeScope node, int[] places, List<Integer> dims, int... operands) {
    if (IntStream.of(operands).allMatch(node::isConstant)) {
      List<Constant> constants =
          IntStream.of(operands).mapToObj(i -> node.constant(i, "operand")).toList();
      node.define(joined(node, constants).gather(places, dims));
      return;
    }
    NodeScope.Operand[] flat = new NodeScope.Operand[operands.length];
    for (int i = 0; i < flat.length; i++) {
      NodeScope.Operand operand = node.operand(operands[i]);
      flat[i] = node.apply(new Reshape(List.of(operand.type().size())), operand);
    }
    NodeScope.Operand all = flat.length == 1 ? flat[0] : node.apply(new Concat(0), flat);
    Gather gather = new Gather(0, IntStream.of(places).boxed().toList());
    node.emitOf(new Reshape(node.nnShape(dims)), node.apply(gather, all));
  }
}
