package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Einsum;
import io.nn2fpga.nn.MatMul;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Imports of matrix products; those of a vector by constant weights are {@link DenseImports}'. */
final class MatrixImports {
  /** Elements of the operands multiplied: above the number of products in any case. */
  private static final double MAX_PRODUCTS = 1L << 40;

  private MatrixImports() {}

  static final Map<String, NodeImport> ALL =
      Map.of(
          "Einsum", MatrixImports::einsum,
          "Gemm", MatrixImports::gemm,
          "MatMul", MatrixImports::matMul);

  /** Whether it is a sample's vector by constant weights. */
  private static boolean isDense(NodeScope node) {
    return node.isBatched()
        && !node.isConstant(0)
        && node.isConstant(1)
        && node.dims(0).size() == 2
        && node.dims(1).size() == 2;
  }

  private static void matMul(NodeScope node) {
    boolean matrices =
        !node.isConstant(0)
            && node.dims(0).size() > 2
            && (node.isConstant(1) ? node.dims(1).size() <= 2 : node.dims(1).size() > 2);
    if (isDense(node)) {
      DenseImports.matMul(node);
    } else if (matrices) {
      Operand second =
          node.isConstant(1) ? node.parameter(1, "the second matrix") : node.operand(1);
      node.emitOf(new MatMul(), node.operand(0), second);
    } else {
      checkWork(node, List.of(node.dims(0), node.dims(1)));
      WholeTensors.emit(
          node, new MatMul(), WholeTensors.operand(node, 0), WholeTensors.operand(node, 1));
    }
  }

  /** Refuses products of constants that would take minutes at import, whatever axes they share. */
  private static void checkWork(NodeScope node, List<List<Integer>> dims) {
    boolean known = true;
    double products = 1;
    for (int i = 0; i < node.operands(); i++) {
      known = known && (!node.has(i) || node.isConstant(i));
    }
    for (List<Integer> operand : dims) {
      products *= Constant.count(operand);
    }
    if (known && products > MAX_PRODUCTS) {
      throw node.refuse("a product of constants of extents " + dims, "fold it before the export");
    }
  }

  private static void gemm(NodeScope node) {
    boolean transA = node.attributes().flag("transA", false);
    boolean constantBias = !node.has(2) || node.isConstant(2);
    if (isDense(node) && constantBias && !transA) {
      DenseImports.gemm(node);
      return;
    }
    for (int i = 0; i < 2; i++) {
      if (node.dims(i).size() != 2) {
        throw node.refuse(
            "a matrix product with an operand of extents " + node.dims(i),
            "flatten the operand to [batch, features] first");
      }
    }
    checkWork(node, List.of(node.dims(0), node.dims(1)));
    List<NnOperation> operations = new ArrayList<>(List.of(new MatMul()));
    List<Operand[]> operands = new ArrayList<>();
    operands.add(
        new Operand[] {
          matrix(node, 0, transA), matrix(node, 1, node.attributes().flag("transB", false))
        });
    float alpha = node.attributes().number("alpha", 1);
    float beta = node.attributes().number("beta", 1);
    if (alpha != 1) {
      operations.add(new Mul());
      operands.add(new Operand[] {node.number("alpha", alpha)});
    }
    if (node.has(2)) {
      Operand bias = WholeTensors.operand(node, 2);
      operations.add(new Add());
      operands.add(
          new Operand[] {
            beta == 1 ? bias : node.apply(new Mul(), bias, node.number("beta", beta))
          });
    }
    Operand[] next = operands.get(0);
    for (int i = 0; i < operations.size() - 1; i++) {
      Operand result = node.apply(operations.get(i), next);
      next = new Operand[] {result, operands.get(i + 1)[0]};
    }
    WholeTensors.emit(node, operations.get(operations.size() - 1), next);
  }

  private static Operand matrix(NodeScope node, int operand, boolean transposed) {
    Operand matrix = WholeTensors.operand(node, operand);
    return transposed ? node.apply(new Transpose(List.of(1, 0)), matrix) : matrix;
  }

  private static void einsum(NodeScope node) {
    String equation = node.attributes().text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String left = arrow < 0 ? equation : equation.substring(0, arrow);
    List<String> terms = new ArrayList<>(Arrays.asList(left.split(",", -1)));
    if (terms.size() != node.operands()) {
      throw node.refuse(
          "the equation '"
              + equation
              + "' has "
              + terms.size()
              + " terms for "
              + node.operands()
              + " operands",
          null);
    }
    String ellipsis = ellipsis(node, equation, terms);
    String right =
        arrow < 0
            ? ellipsis + implied(left)
            : equation.substring(arrow + 2).replace("...", ellipsis);
    if (!(String.join("", terms) + right).chars().allMatch(Character::isLetterOrDigit)) {
      throw node.refuse("the equation '" + equation + "' cannot be read", null);
    }
    Einsum einsum = node.checked(() -> new Einsum(terms, right));
    Operand[] operands = new Operand[terms.size()];
    List<List<Integer>> dims = new ArrayList<>();
    for (int i = 0; i < operands.length; i++) {
      operands[i] = WholeTensors.operand(node, i);
      dims.add(node.dims(i));
    }
    checkWork(node, dims);
    WholeTensors.emit(node, einsum, operands);
  }

  /** Gives the axes that an ellipsis stands for digits as letters, aligned at the last one. */
  private static String ellipsis(NodeScope node, String equation, List<String> terms) {
    int most = 0;
    for (int i = 0; i < terms.size(); i++) {
      if (terms.get(i).contains("...")) {
        int axes = node.dims(i).size() - (terms.get(i).length() - 3);
        if (axes < 0 || axes > 9) {
          throw node.refuse(
              "the term '"
                  + terms.get(i)
                  + "' of '"
                  + equation
                  + "' for an operand of extents "
                  + node.dims(i),
              null);
        }
        most = Math.max(most, axes);
      }
    }
    String digits = "123456789".substring(0, most);
    for (int i = 0; i < terms.size(); i++) {
      String term = terms.get(i);
      if (term.contains("...")) {
        int axes = node.dims(i).size() - (term.length() - 3);
        terms.set(i, term.replace("...", digits.substring(most - axes)));
      }
    }
    return digits;
  }

  /** Without an arrow the result has the letters that occur once, by the alphabet. */
  private static String implied(String left) {
    return left.chars()
        .filter(
            letter ->
                Character.isLetter(letter) && left.indexOf(letter) == left.lastIndexOf(letter))
        .sorted()
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
