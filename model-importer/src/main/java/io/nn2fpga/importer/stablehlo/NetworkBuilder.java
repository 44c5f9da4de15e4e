package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Transpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nn graph as it grows.
 *
 * <p>An nn value holds the elements of a program's value in the same row-major order, maybe with
 * other extents: the batch axis is missing, or axes of extent 1. A reshape is written down only
 * where an operation needs other extents, so squeezing and unsqueezing cost nothing.
 */
final class NetworkBuilder {
  private final Graph.Builder builder;
  private final boolean batched;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, String> reshaped = new HashMap<>();

  /**
   * An empty graph.
   *
   * @param batched whether the argument has a batch axis of extent 1, which nn values do not have
   */
  NetworkBuilder(String name, boolean batched) {
    builder = Graph.builder(name, Level.NN);
    this.batched = batched;
  }

  /** Extents that a value of the program has at the nn level. */
  List<Integer> shape(HloType type) {
    boolean drop = batched && type.rank() > 1 && type.shape().get(0) == 1;
    return drop ? type.shape().subList(1, type.rank()) : type.shape();
  }

  String input(String name, HloType type) {
    return builder.input(fresh(name), new TensorType(shape(type), FloatElement.F32));
  }

  /** The value as its type says. */
  String shaped(String value, HloType type, HloOperation source) {
    return shaped(value, shape(type), source);
  }

  /** The same elements with these extents. */
  String shaped(String value, List<Integer> shape, HloOperation source) {
    if (extents(value).equals(shape)) {
      return value;
    }
    String key = value + shape;
    String known = reshaped.get(key);
    if (known == null) {
      NnOperation operation = shape.size() == 1 ? new Flatten() : new Reshape(shape);
      known = node(operation.mnemonic(), operation, List.of(value), source);
      reshaped.put(key, known);
    }
    return known;
  }

  /** The value with its axes in another order; nothing is written if that changes nothing. */
  String transposed(String value, List<Integer> order, HloOperation source) {
    return order.equals(Transpose.identity(order.size()))
        ? value
        : node("transpose", new Transpose(order), List.of(value), source);
  }

  /** Adds a constant. */
  String constant(String name, float[] data, List<Integer> shape) {
    TensorType type = new TensorType(shape, FloatElement.F32);
    return builder.constant(fresh(name), new FloatTensor(type, data));
  }

  /**
   * Adds an operation with one result.
   *
   * @throws io.nn2fpga.diag.DiagnosticException if the operands do not fit
   */
  String node(String base, NnOperation operation, List<String> operands, HloOperation source) {
    String name = fresh(base);
    try {
      return builder
          .node(new Node(name, operation, operands, List.of(name), source.place()))
          .output();
    } catch (IllegalArgumentException e) {
      throw source.refuse(String.valueOf(e.getMessage()), null);
    }
  }

  List<Integer> extents(String value) {
    return ((TensorType) builder.type(value)).shape();
  }

  Graph build(String output) {
    builder.output(output);
    return builder.build();
  }

  private String fresh(String base) {
    String name = base;
    for (int i = names.getOrDefault(base, 0); builder.isDefined(name); i++) {
      name = base + "_" + (i + 1);
      names.put(base, i + 1);
    }
    return name;
  }

  /** Every axis of a tensor but some, in order. */
  static List<Integer> others(int rank, List<Integer> axes) {
    List<Integer> others = new ArrayList<>(Transpose.identity(rank));
    others.removeAll(axes);
    return others;
  }
}
