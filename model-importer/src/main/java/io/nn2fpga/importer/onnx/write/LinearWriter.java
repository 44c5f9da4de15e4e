package io.nn2fpga.importer.onnx.write;

import static io.nn2fpga.importer.onnx.write.OnnxScope.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.nn2fpga.importer.onnx.write.CodedState.Coded;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.CodedOperators;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.quant.CodeGrid;
import io.nn2fpga.quant.LinearKind;
import io.nn2fpga.quant.QuantizedKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes convolutions and fully connected layers on codes. Products are summed up by one product of
 * matrices in binary64, in which sums of whole numbers are exact up to 2^53: a row for each output
 * channel, a column for each window.
 */
final class LinearWriter {
  private final Graph graph;
  private final OnnxScope scope;
  private final QuantizedKernels kernels;
  private final CodeTables tables;

  LinearWriter(Graph graph, OnnxScope scope, QuantizedKernels kernels, CodeTables tables) {
    this.graph = graph;
    this.scope = scope;
    this.kernels = kernels;
    this.tables = tables;
  }

  private IntTensor constant(Coded coded) {
    return (IntTensor) graph.constant(coded.codes());
  }

  /**
   * The tensor of the result's codes.
   *
   * @param operands codes, weights and perhaps a bias, the last two constant
   * @param x the tensor of the codes
   */
  String codes(Node node, List<Coded> operands, String x, CodeGrid grid) {
    CodeGrid input = operands.get(0).grid();
    Coded weights = operands.get(1);
    IntTensor codes = constant(weights);
    int channels = codes.type().extent(0);
    long[] differences = differences(weights, codes, channels);
    long[] bias = new long[channels];
    if (operands.size() == 3) {
      int[] whole = constant(operands.get(2)).data();
      Arrays.setAll(bias, c -> whole[c]);
    }
    LinearKind kind =
        node.op() instanceof Conv conv ? CodedOperators.kind(conv, codes.type()) : LinearKind.DENSE;
    List<CodeTables.SumFunction> functions = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      float[] scales = weights.scale().data();
      float scale = scales[scales.length == 1 ? 0 : c];
      int length = differences.length / channels;
      long[] ends = ends(Arrays.copyOfRange(differences, c * length, (c + 1) * length), input);
      functions.add(
          new CodeTables.SumFunction(
              kernels.linear(kind, input, scale, grid), bias[c] + ends[0], bias[c] + ends[1]));
    }
    String moved = scope.add("Sub", List.of(x, scope.number(input.zeroPoint())));
    String wide = scope.cast(moved, DataType.DOUBLE);
    Conv conv = node.op() instanceof Conv c ? c : null;
    TensorType type = graph.value(node.input()).tensor();
    int groups = conv == null ? 1 : conv.group();
    int rows = channels / groups;
    // [groups, channels of a group, products] · [groups, products, windows]
    String matrix =
        scope.wholes(
            List.of(groups, rows, differences.length / channels),
            conv == null ? differences : byTaps(differences, codes.type()),
            DataType.DOUBLE);
    int windows =
        conv == null ? 1 : conv.windows(0, type.extent(1)) * conv.windows(1, type.extent(2));
    String columns =
        conv == null
            ? scope.reshape(wide, List.of(1, differences.length / channels, 1))
            : windows(conv, type, wide);
    String sums =
        scope.reshape(scope.add("MatMul", List.of(matrix, columns)), List.of(channels, windows));
    List<Integer> perChannel = List.of(channels, 1);
    if (operands.size() == 3) {
      String added = scope.wholes(perChannel, bias, DataType.DOUBLE);
      sums = scope.add("Add", List.of(sums, added));
    }
    int[] which = new int[channels];
    Arrays.setAll(which, c -> c);
    String result = tables.steps(sums, grid, functions, perChannel, which);
    return scope.reshape(result, shape(conv, type, channels));
  }

  private static List<Integer> shape(@Nullable Conv conv, TensorType type, int channels) {
    return conv == null
        ? List.of(channels)
        : List.of(channels, conv.windows(0, type.extent(1)), conv.windows(1, type.extent(2)));
  }

  /** w − z_w, channel by channel. */
  private static long[] differences(Coded weights, IntTensor codes, int channels) {
    float[] zeros = weights.zero().data();
    long[] differences = new long[codes.data().length];
    int length = differences.length / channels;
    for (int i = 0; i < differences.length; i++) {
      differences[i] = codes.data()[i] - (long) zeros[zeros.length == 1 ? 0 : i / length];
    }
    return differences;
  }

  /** The least and the largest sum of products with codes of a grid, or with padding. */
  private static long[] ends(long[] weights, CodeGrid grid) {
    long below = Math.min(0, (long) grid.min() - grid.zeroPoint());
    long above = Math.max(0, (long) grid.max() - grid.zeroPoint());
    long[] ends = new long[2];
    for (long weight : weights) {
      ends[0] += weight * (weight < 0 ? above : below);
      ends[1] += weight * (weight < 0 ? below : above);
    }
    return ends;
  }

  /** Weights {@code [OC, IC, KH, KW]} in the order (oc, ky, kx, ic). */
  private static long[] byTaps(long[] weights, TensorType type) {
    int inner = type.extent(1);
    int taps = type.extent(2) * type.extent(3);
    long[] ordered = new long[weights.length];
    for (int i = 0; i < weights.length; i++) {
      int channel = i / (inner * taps);
      int ic = i / taps % inner;
      ordered[(channel * taps + i % taps) * inner + ic] = weights[i];
    }
    return ordered;
  }

  /** The operands of all products, {@code [groups, taps · channels of a group, windows]}. */
  private String windows(Conv conv, TensorType type, String x) {
    List<Integer> pads = conv.pads();
    String padded = x;
    if (pads.stream().anyMatch(pad -> pad > 0)) {
      padded =
          scope.add(
              "Pad",
              List.of(
                  x,
                  scope.integers(
                      List.of(0, pads.get(0), pads.get(1), 0, pads.get(2), pads.get(3)))));
    }
    int rows = conv.windows(0, type.extent(1));
    int columns = conv.windows(1, type.extent(2));
    int inner = type.extent(0) / conv.group();
    List<String> taps = new ArrayList<>();
    for (int ky = 0; ky < conv.kernel().get(0); ky++) {
      for (int kx = 0; kx < conv.kernel().get(1); kx++) {
        int top = ky * conv.dilations().get(0);
        int left = kx * conv.dilations().get(1);
        String tap =
            scope.add(
                "Slice",
                List.of(
                    padded,
                    scope.integers(List.of(top, left)),
                    scope.integers(
                        List.of(
                            top + (rows - 1) * conv.strides().get(0) + 1,
                            left + (columns - 1) * conv.strides().get(1) + 1)),
                    scope.integers(List.of(1, 2)),
                    scope.integers(conv.strides())));
        taps.add(scope.reshape(tap, List.of(conv.group(), inner, rows * columns)));
      }
    }
    return taps.size() == 1 ? taps.get(0) : scope.add("Concat", taps, attribute("axis", 1));
  }
}
