package io.nn2fpga.importer.onnx;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Transpose;
import java.util.List;

/** Imports of a vector's product by constants: a dense layer with weights {@code [OC, N]}. */
final class DenseImports {
  private DenseImports() {}

  static void matMul(NodeScope node) {
    checkVector(node);
    node.emitSample(new Dense(), weights(node, false, 1));
  }

  static void gemm(NodeScope node) {
    checkVector(node);
    if (node.attributes().flag("transA", false)) {
      throw node.refuse(
          "attribute 'transA' is 1, which makes the batch the last axis",
          "transpose the weights instead");
    }
    boolean transposed = node.attributes().flag("transB", false);
    float alpha = node.attributes().number("alpha", 1);
    float beta = node.attributes().number("beta", 1);
    NodeScope.Parameter weights = weights(node, transposed, alpha);
    if (node.has(2)) {
      node.emitSample(new Dense(), weights, bias(node, weights.tensor().type().extent(0), beta));
    } else {
      node.emitSample(new Dense(), weights);
    }
  }

  private static void checkVector(NodeScope node) {
    if (node.isConstant(0)) {
      throw node.refuse(
          "the first operand '" + node.name(0) + "' is constant, the second is not",
          "multiply the activations by the weights from the right");
    }
    if (node.dims(0).size() != 2) {
      throw node.refuse(
          "a matrix product with an operand of extents " + node.dims(0),
          "flatten the operand to [batch, features] first");
    }
  }

  private static NodeScope.Parameter weights(NodeScope node, boolean outputsFirst, float alpha) {
    Constant constant = node.constant(1, "the weight");
    if (constant.dims().size() != 2) {
      throw node.refuse("weights of extents " + constant.dims() + " instead of two axes", null);
    }
    if (constant instanceof Constant.Codes codes && alpha == 1) {
      // Transposed as codes, so that they are still known.
      return node.parameter(
          node.name(1),
          outputsFirst
              ? codes
              : MovedElements.apply(node, new Transpose(List.of(1, 0)), List.of(codes)),
          "the weight");
    }
    FloatTensor given = node.tensor(constant, "the weight");
    int rows = given.type().extent(0);
    int columns = given.type().extent(1);
    float[] result = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int index = row * columns + column;
        result[outputsFirst ? index : column * rows + row] = alpha * given.data()[index];
      }
    }
    return new NodeScope.Parameter(
        node.name(1),
        outputsFirst
            ? FloatTensor.of(result, rows, columns)
            : FloatTensor.of(result, columns, rows));
  }

  private static NodeScope.Parameter bias(NodeScope node, int outputs, float beta) {
    Constant constant = node.constant(2, "the bias");
    List<Integer> dims = constant.dims();
    if ((constant.size() != 1 && constant.size() != outputs)
        || (constant.size() == outputs
            && !dims.isEmpty()
            && dims.get(dims.size() - 1) != outputs)) {
      throw node.refuse("a bias of extents " + dims + " for " + outputs + " outputs", null);
    }
    if (beta == 1 && constant.size() == outputs) {
      return node.parameter(node.name(2), constant.withDims(List.of(outputs)), "the bias");
    }
    float[] result = new float[outputs];
    for (int i = 0; i < outputs; i++) {
      result[i] = beta * constant.floats()[constant.size() == 1 ? 0 : i];
    }
    return new NodeScope.Parameter(node.name(2), FloatTensor.of(result, outputs));
  }
}
