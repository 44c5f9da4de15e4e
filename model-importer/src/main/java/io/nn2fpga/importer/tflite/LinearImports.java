package io.nn2fpga.importer.tflite;

import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.MatMul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.quant.LinearKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators whose weights are constants. */
final class LinearImports {
  /**
   * How far a bias' declared scale may be off, as a share of the output's scale; TFLite's bound.
   */
  private static final double BIAS_TOLERANCE = 0.02;

  private LinearImports() {}

  static final Map<String, OperatorImport> ALL =
      Map.of(
          "CONV_2D", LinearImports::convolution,
          "DEPTHWISE_CONV_2D", LinearImports::depthwise,
          "FULLY_CONNECTED", LinearImports::fullyConnected,
          "TRANSPOSE_CONV", LinearImports::transposed);

  /** Weights {@code [OC, KH, KW, IC/group]}. */
  private static void convolution(OperatorScope node) {
    TfliteTensor weights = weights(node, 4);
    Frame frame = Frame.of(node, 0);
    int inner = weights.shape().get(3);
    if (frame.channels() % inner != 0) {
      throw node.refuse(
          "weights " + weights.shape() + " for " + frame.channels() + " channels", null);
    }
    TfliteOperator o = node.operator();
    WindowGeometry window =
        WindowGeometry.of(
            node,
            o.choice(0, 0),
            frame.rowsAndColumns(),
            weights.shape().subList(1, 3),
            List.of(o.option(2, 0), o.option(1, 0)),
            List.of(o.option(5, 1), o.option(4, 1)));
    String x = HybridOperand.of(node, frame.channelsFirst(), LinearKind.CONVOLUTION, false);
    int group = frame.channels() / inner;
    convolve(node, frame, x, window, group, List.of(0, 3, 1, 2), o.choice(3, 0));
  }

  /** Weights {@code [1, KH, KW, C·M]}. */
  private static void depthwise(OperatorScope node) {
    TfliteTensor weights = weights(node, 4);
    Frame frame = Frame.of(node, 0);
    TfliteOperator o = node.operator();
    if (weights.shape().get(0) != 1 || weights.shape().get(3) % frame.channels() != 0) {
      throw node.refuse(
          "weights " + weights.shape() + " for " + frame.channels() + " channels", null);
    }
    WindowGeometry window =
        WindowGeometry.of(
            node,
            o.choice(0, 0),
            frame.rowsAndColumns(),
            weights.shape().subList(1, 3),
            List.of(o.option(2, 0), o.option(1, 0)),
            List.of(o.option(6, 1), o.option(5, 1)));
    String x = HybridOperand.of(node, frame.channelsFirst(), LinearKind.DEPTHWISE, false);
    convolve(node, frame, x, window, frame.channels(), List.of(3, 0, 1, 2), o.choice(4, 0));
  }

  private static void convolve(
      OperatorScope node,
      Frame frame,
      String x,
      WindowGeometry window,
      int group,
      List<Integer> perm,
      int activation) {
    TfliteTensor weights = node.input(1);
    List<Integer> shape = perm.stream().map(weights.shape()::get).toList();
    List<String> operands = new ArrayList<>();
    operands.add(x);
    operands.add(node.weights(weights, shape, perm));
    addBias(node, operands, shape.get(0));
    NnOperation conv =
        node.checked(
            () ->
                new Conv(
                    window.kernel(), window.strides(), window.pads(), window.dilations(), group));
    String sums = node.add(conv, operands.toArray(String[]::new));
    node.result(frame.restored(node.activated(sums, activation)));
  }

  /** Operands: the result's shape, weights {@code [OC, KH, KW, IC]}, the image, a bias. */
  private static void transposed(OperatorScope node) {
    TfliteTensor weights = weights(node, 4);
    Frame frame = Frame.of(node, 2);
    TfliteOperator o = node.operator();
    int[] result = node.numbers(0, "the result's shape");
    List<Integer> strides = List.of(o.option(2, 0), o.option(1, 0));
    List<Integer> kernel = weights.shape().subList(1, 3);
    if (result.length != 4 || result[1] < 1 || result[2] < 1) {
      throw node.refuse("its result has " + result.length + " positive extents of 4", null);
    }
    // The forward convolution, from the result to the image, says what is cut off.
    List<Integer> large = List.of(result[1], result[2]);
    WindowGeometry window =
        WindowGeometry.of(node, o.choice(0, 0), large, kernel, strides, List.of(1, 1));
    List<Integer> added = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      long full = (frame.rowsAndColumns().get(axis) - 1L) * strides.get(axis) + kernel.get(axis);
      long cut = (long) window.pads().get(axis) + window.pads().get(axis + 2);
      added.add((int) Math.max(-1, Math.min(Integer.MAX_VALUE, large.get(axis) - full + cut)));
    }
    List<Integer> perm = List.of(3, 0, 1, 2);
    List<Integer> shape = perm.stream().map(weights.shape()::get).toList();
    List<String> operands = new ArrayList<>();
    operands.add(HybridOperand.of(node, frame.channelsFirst(), LinearKind.TRANSPOSED, false));
    operands.add(node.weights(weights, shape, perm));
    addBias(node, 3, operands, shape.get(1));
    NnOperation convolution =
        node.checked(
            () -> new ConvTranspose(kernel, strides, window.pads(), List.of(1, 1), added, 1));
    String sums = node.add(convolution, operands.toArray(String[]::new));
    node.result(frame.restored(node.activated(sums, o.choice(3, 0))));
  }

  /** Weights {@code [OC, N]}. */
  private static void fullyConnected(OperatorScope node) {
    TfliteOperator o = node.operator();
    if (o.choice(1, 0) != 0) {
      throw node.refuse("its weights are stored in format number " + o.choice(1, 0), null);
    }
    TfliteTensor weights = weights(node, 2);
    int features = weights.shape().get(1);
    int outputs = weights.shape().get(0);
    String x = node.x();
    long elements = node.shape(x).stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (elements % features != 0) {
      throw node.refuse("weights " + weights.shape() + " for " + elements + " features", null);
    }
    List<Integer> result = new ArrayList<>(node.shape(x));
    if (o.flag(2)) {
      result.set(result.size() - 1, outputs);
    } else {
      result =
          elements == features && node.isBatched()
              ? List.of(outputs)
              : List.of((int) (elements / features), outputs);
    }
    List<String> operands = new ArrayList<>();
    if (elements == features) {
      operands.add(dense(node, node.reshape(x, List.of(features))));
      operands.add(node.weights(weights, weights.shape(), null));
      addBias(node, operands, outputs);
      String sums = node.add(new Dense(), operands.toArray(String[]::new));
      node.result(node.reshape(node.activated(sums, o.choice(0, 0)), result));
      return;
    }
    rows(node, node.reshape(x, List.of((int) (elements / features), features)), result);
  }

  /** What a fully connected layer reads. */
  private static String dense(OperatorScope node, String x) {
    return HybridOperand.of(node, x, LinearKind.DENSE, node.operator().flag(3));
  }

  /** Several rows of features. */
  private static void rows(OperatorScope node, String x, List<Integer> result) {
    TfliteTensor weights = node.input(1);
    if (node.output(0).isQuantized()) {
      throw node.refuse(
          "it works on " + node.shape(x).get(0) + " rows of codes", "make each row a layer");
    }
    List<Integer> shape = List.of(weights.shape().get(1), weights.shape().get(0));
    String sums =
        node.add(new MatMul(), dense(node, x), node.weights(weights, shape, List.of(1, 0)));
    List<String> bias = new ArrayList<>();
    addBias(node, bias, shape.get(1));
    if (!bias.isEmpty()) {
      sums = node.add(new Add(), sums, bias.get(0));
    }
    node.result(node.reshape(node.activated(sums, node.operator().choice(0, 0)), result));
  }

  private static TfliteTensor weights(OperatorScope node, int rank) {
    TfliteTensor weights = node.input(1);
    if (!weights.isConstant()) {
      throw node.refuse(
          "its weights '" + weights.name() + "' are computed", "make them constants of the model");
    }
    if (weights.shape().size() != rank) {
      throw node.refuse("its weights are of the shape " + weights.shape(), null);
    }
    return weights;
  }

  /**
   * Adds the bias, if there is one. Codes count in steps of s_x·s_w, a binary32 product; the scale
   * that the file gives them is a statement of the same, which kernels do not read.
   */
  private static void addBias(OperatorScope node, List<String> operands, int outputs) {
    addBias(node, 2, operands, outputs);
  }

  private static void addBias(OperatorScope node, int operand, List<String> operands, int outputs) {
    if (!node.has(operand)) {
      return;
    }
    TfliteTensor bias = node.input(operand);
    if (!bias.isConstant() || bias.size() != outputs) {
      throw node.refuse("its bias '" + bias.name() + "' is no constant of " + outputs, null);
    }
    if (bias.element().isReal()) {
      operands.add(node.constant(bias, List.of(outputs), null));
      return;
    }
    TfliteTensor x = node.input(0);
    TfliteTensor weights = node.input(1);
    TfliteTensor result = node.output(0);
    if (!x.isQuantized() || !weights.isQuantized() || !result.isQuantized()) {
      throw node.refuse("its bias is of codes, but not all else", null);
    }
    float[] scales = new float[weights.scales().length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = x.scales()[0] * weights.scales()[i];
      boolean stated = bias.isQuantized();
      float declared = stated ? bias.scales()[Math.min(i, bias.scales().length - 1)] : scales[i];
      double off = Math.abs((double) scales[i] - declared) / result.scales()[0];
      if (!(scales[i] > 0) || off > BIAS_TOLERANCE) {
        throw node.refuse(
            "its bias has the scale " + declared + ", input times weights " + scales[i], null);
      }
    }
    operands.add(node.codes(bias, scales));
  }
}
