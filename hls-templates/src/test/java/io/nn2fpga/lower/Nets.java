package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.quant.Calibration;
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
    return Calibration.minMax(
        new NnInterpreter(simplified, Pipelines.observed(simplified)), samples);
  }
}
