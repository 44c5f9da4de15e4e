package io.nn2fpga.lower;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Quantize;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Builds small quantized networks with seeded weights: quantizers around float operators. */
final class CodedNet {
  final Random random;
  private final Graph.Builder builder = Graph.builder("net", Level.NN);
  private String last;
  private int count;

  /** A network that takes codes. */
  CodedNet(int seed, IntegerElement element, int... input) {
    this(seed, TensorType.of(element, input));
  }

  /** A network that takes codes or real numbers. */
  CodedNet(int seed, TensorType input) {
    random = new Random(seed);
    last = builder.input("x", input);
  }

  String last() {
    return last;
  }

  CodedNet from(String value) {
    last = value;
    return this;
  }

  /** Appends a node of the last value and some others. */
  CodedNet then(Operation op, String... others) {
    List<String> operands = new ArrayList<>(List.of(last));
    operands.addAll(List.of(others));
    last = builder.node(op.mnemonic() + count++, op, operands, "");
    return this;
  }

  String constant(Tensor tensor) {
    return builder.constant("c" + count++, tensor);
  }

  String floats(float... values) {
    return values.length == 1
        ? constant(new FloatTensor(TensorType.of(io.nn2fpga.ir.FloatElement.F32), values))
        : constant(FloatTensor.of(values, values.length));
  }

  CodedNet dequantize(double scale, int zero) {
    return then(new Dequantize(0), floats((float) scale), floats(zero));
  }

  CodedNet quantize(double scale, int zero, IntegerElement element) {
    return then(Quantize.of(element, 0), floats((float) scale), floats(zero));
  }

  /** To codes and back. */
  CodedNet requantize(double scale, int zero, IntegerElement element) {
    return quantize(scale, zero, element).dequantize(scale, zero);
  }

  /** Codes of some weights behind a dequantizer, one scale an output channel. */
  private String weights(IntegerElement element, float[] scales, int... extents) {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    int[] codes = new int[size];
    int span = (int) (element.max() - element.min() + 1);
    for (int i = 0; i < size; i++) {
      codes[i] = (int) element.min() + random.nextInt(span);
    }
    return builder.node(
        "weights" + count++,
        new Dequantize(0),
        List.of(constant(IntTensor.of(element, codes, extents)), floats(scales), floats(0)),
        "");
  }

  /** Biases in steps of the sums. */
  private String bias(float inputScale, float[] scales) {
    int[] codes = new int[scales.length];
    float[] steps = new float[scales.length];
    for (int c = 0; c < codes.length; c++) {
      codes[c] = random.nextInt(4001) - 2000;
      steps[c] = inputScale * scales[c];
    }
    IntegerElement element = IntegerElement.signed(32);
    return builder.node(
        "bias" + count++,
        new Dequantize(0),
        List.of(constant(IntTensor.of(element, codes, codes.length)), floats(steps), floats(0)),
        "");
  }

  private float[] scales(int channels) {
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      scales[c] = 0.001f + random.nextFloat() / 200;
    }
    return scales;
  }

  /** A convolution of values whose codes have this scale. */
  CodedNet conv(double inputScale, int inputs, int outputs, int kernel, int stride, int group) {
    float[] scales = scales(outputs);
    int pad = kernel / 2;
    Conv conv =
        new Conv(
            List.of(kernel, kernel),
            List.of(stride, stride),
            List.of(pad, pad, pad, pad),
            List.of(1, 1),
            group);
    String weights =
        weights(IntegerElement.signed(8), scales, outputs, inputs / group, kernel, kernel);
    return then(conv, weights, bias((float) inputScale, scales));
  }

  /** A fully connected layer without bias. */
  CodedNet dense(IntegerElement element, float[] scales, int inputs) {
    return then(new Dense(), weights(element, scales, scales.length, inputs));
  }

  CodedNet dense(int inputs, int outputs) {
    return dense(IntegerElement.signed(8), scales(outputs), inputs);
  }

  Graph graph() {
    builder.output(last);
    return builder.build();
  }

  /** Random codes of the input. */
  IntTensor sample() {
    TensorType type = (TensorType) builder.type("x");
    IntegerElement element = (IntegerElement) type.element();
    int[] codes = new int[type.size()];
    int span = (int) (element.max() - element.min() + 1);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (int) element.min() + random.nextInt(span);
    }
    return new IntTensor(type, codes);
  }
}
