package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Builds small float networks with seeded weights, quantizes them, and measures the difference. */
final class Nets {
  final Random random = new Random(11);
  final Graph.Builder builder = Graph.builder("net", Level.NN);
  private String last;
  private int count;

  Nets(int... input) {
    last = builder.input("x", TensorType.of(FloatElement.F32, input));
  }

  /** Appends a node with random constants of these shapes. */
  Nets then(Operation op, int[]... constants) {
    FloatTensor[] tensors =
        Arrays.stream(constants).map(this::constant).toArray(FloatTensor[]::new);
    return then(op, tensors);
  }

  /** Appends a node with these constants. */
  Nets then(Operation op, FloatTensor... constants) {
    String name = op.mnemonic() + count++;
    List<String> operands = new ArrayList<>(List.of(last));
    for (FloatTensor constant : constants) {
      operands.add(builder.constant(name + ".c" + operands.size(), constant));
    }
    last = builder.node(name, op, operands, "");
    return this;
  }

  /** The value that the last node gave. */
  String last() {
    return last;
  }

  /** Goes on from another value. */
  Nets from(String value) {
    last = value;
    return this;
  }

  /** Appends the sum of the last value and another one. */
  Nets plus(String other) {
    last = builder.node("add" + count++, new Add(), List.of(last, other), "");
    return this;
  }

  /**
   * A residual network on frames {@code [4, 8, 8]}: a convolution, a block that adds its input, a
   * block whose shortcut is a 1×1 convolution of stride 2, the mean of each plane, and a fully
   * connected layer.
   */
  static Nets residual() {
    Nets net = new Nets(4, 8, 8);
    String stem = net.conv(4, 4, 3, 1).relu().last();
    String first = net.conv(4, 4, 3, 1).relu().conv(4, 4, 3, 1).plus(stem).relu().last();
    String shortcut = net.conv(4, 6, 1, 2).last();
    net.from(first).conv(4, 6, 3, 2).relu().conv(6, 6, 3, 1);
    String main = net.last();
    return net.from(shortcut)
        .plus(main)
        .relu()
        .then(new GlobalAveragePool(), new FloatTensor[0])
        .then(new Flatten(), new FloatTensor[0])
        .then(new Dense(), new int[] {3, 6}, new int[] {3});
  }

  /** A convolution with a bias and "same" padding. */
  private Nets conv(int inputs, int outputs, int kernel, int stride) {
    int pad = kernel / 2;
    return then(
        new Conv(
            List.of(kernel, kernel),
            List.of(stride, stride),
            List.of(pad, pad, pad, pad),
            List.of(1, 1),
            1),
        new int[] {outputs, inputs, kernel, kernel},
        new int[] {outputs});
  }

  private Nets relu() {
    return then(new Relu(), new FloatTensor[0]);
  }

  FloatTensor constant(int... extents) {
    int size = Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    float[] data = new float[size];
    for (int i = 0; i < size; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return FloatTensor.of(data, extents);
  }

  Graph graph() {
    builder.output(last);
    return builder.build();
  }

  static Calibration calibrate(Graph simplified, List<FloatTensor> samples) {
    return statistics(simplified, samples).wholeRanges();
  }

  static CalibrationStatistics statistics(Graph simplified, List<FloatTensor> samples) {
    return Pipelines.statistics(
        simplified, new NnInterpreter(simplified, Pipelines.observed(simplified)), samples);
  }
}
