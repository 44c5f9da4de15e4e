package io.nn2fpga.importer.onnx;

import io.nn2fpga.importer.onnx.NodeScope.Operand;
import io.nn2fpga.importer.onnx.NodeScope.Parameter;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The import of p-norms over windows: a root of sums of powers, the sums as a convolution. */
final class LpPoolImports {
  private LpPoolImports() {}

  static final Map<String, NodeImport> ALL = Map.of("LpPool", LpPoolImports::lpPool);

  private static void lpPool(NodeScope node) {
    int p = node.attributes().integer("p", 2);
    WindowAttributes window = WindowAttributes.of(node, null);
    if (p < 1 || window.axes() > 2) {
      throw node.refuse(
          "a norm of p = " + p + " over " + window.axes() + " axes",
          "norms of p = 1 and more over one or two axes are computed");
    }
    Operand x = WindowImports.image(node, 3);
    int channels = x.type().extent(0);
    List<Integer> kernel = WindowImports.rows(window.kernel(), 1);
    List<Integer> ends = IntStream.range(0, window.axes()).mapToObj(window::wholeEnd).toList();
    List<Integer> pads =
        Stream.concat(
                WindowImports.rows(window.begins(), 0).stream(),
                WindowImports.rows(ends, 0).stream())
            .toList();
    Conv sum =
        node.checked(
            () ->
                new Conv(
                    kernel,
                    WindowImports.rows(window.strides(), 1),
                    pads,
                    WindowImports.rows(window.dilations(), 1),
                    channels));
    float[] ones = new float[channels * kernel.get(0) * kernel.get(1)];
    Arrays.fill(ones, 1);
    Parameter weights =
        new Parameter(
            node.number("ones", 1).name(),
            FloatTensor.of(ones, channels, 1, kernel.get(0), kernel.get(1)));
    Binary power = new Binary(BinaryFunction.POW);
    Operand magnitudes = node.apply(Unary.of(UnaryFunction.ABS), x);
    Operand powers = node.apply(power, magnitudes, node.number("p", p));
    Operand sums = node.apply(sum, powers, weights);
    WindowImports.finish(node, power, sums, node.number("root", 1.0 / p));
  }
}
