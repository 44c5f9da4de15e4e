package io.nn2fpga.importer.onnx.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.arith.RoundingMode;
import io.nn2fpga.importer.onnx.WrittenGraph;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.Operation;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.ArgExtremum;
import io.nn2fpga.nn.ArgMax;
import io.nn2fpga.nn.AveragePool;
import io.nn2fpga.nn.BatchNormalization;
import io.nn2fpga.nn.Binary;
import io.nn2fpga.nn.BinaryFunction;
import io.nn2fpga.nn.BipolarQuantize;
import io.nn2fpga.nn.BlockOrder;
import io.nn2fpga.nn.Cast;
import io.nn2fpga.nn.Clip;
import io.nn2fpga.nn.Concat;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.ConvTranspose;
import io.nn2fpga.nn.CoordinateTransform;
import io.nn2fpga.nn.CumulativeSum;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.DepthToSpace;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Div;
import io.nn2fpga.nn.DynamicQuantize;
import io.nn2fpga.nn.Einsum;
import io.nn2fpga.nn.Expand;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.Gather;
import io.nn2fpga.nn.GlobalAveragePool;
import io.nn2fpga.nn.Hardmax;
import io.nn2fpga.nn.Interpolation;
import io.nn2fpga.nn.L2Normalize;
import io.nn2fpga.nn.LocalResponseNormalization;
import io.nn2fpga.nn.LogSoftmax;
import io.nn2fpga.nn.MatMul;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.MultiThreshold;
import io.nn2fpga.nn.NearestRounding;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.NnOperations;
import io.nn2fpga.nn.NumberFormat;
import io.nn2fpga.nn.OneHot;
import io.nn2fpga.nn.Pad;
import io.nn2fpga.nn.PadMode;
import io.nn2fpga.nn.Pointwise;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Reduce;
import io.nn2fpga.nn.ReduceFunction;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Reshape;
import io.nn2fpga.nn.Resize;
import io.nn2fpga.nn.Slice;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.SpaceToDepth;
import io.nn2fpga.nn.Standardize;
import io.nn2fpga.nn.Tile;
import io.nn2fpga.nn.TopK;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.nn.Trilu;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.nn.Where;
import io.nn2fpga.quant.LinearKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ONNX Runtime computes with the file against the nn interpreter, for every operation. */
final class OnnxWriterTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final IntegerElement CODES = IntegerElement.signed(6);

  /** An operation and the shapes of its operands; those after the first may be constants. */
  private record Case(Operation op, boolean constants, List<int[]> shapes) {
    @Override
    public String toString() {
      return op.toString();
    }
  }

  private static Case of(Operation op, int[]... shapes) {
    return new Case(op, false, List.of(shapes));
  }

  private static Case constant(Operation op, int[]... shapes) {
    return new Case(op, true, List.of(shapes));
  }

  private static int[] s(int... extents) {
    return extents;
  }

  private static Quantize quantize(RoundingMode rounding, int axis, boolean zeroFirst) {
    return new Quantize(CODES, -31, 20, rounding, axis, zeroFirst);
  }

  private static Resize resize(
      Interpolation mode, CoordinateTransform coordinates, List<Integer> shape, double... scales) {
    return new Resize(
        shape,
        Arrays.stream(scales).boxed().toList(),
        mode,
        coordinates,
        NearestRounding.ROUND_PREFER_CEIL,
        -0.5,
        false,
        false,
        List.of(),
        0);
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(of(new Add(), s(2, 3, 4), s(3, 1)));
    cases.add(constant(new Mul(), s(2, 3, 4), s(2, 1, 1)));
    cases.add(of(new Div(), s(2, 3), s(2, 3)));
    cases.add(of(new ArgExtremum(1, true, true, false), s(2, 5, 3)));
    cases.add(of(new ArgExtremum(0, false, false, true), s(4, 3)));
    cases.add(of(new ArgMax(0, false), s(7)));
    cases.add(
        of(new AveragePool(List.of(3, 2), List.of(2, 1), List.of(1, 0, 1, 1), false), s(3, 7, 6)));
    cases.add(
        of(
            new AveragePool(List.of(2, 2), ONE, List.of(1, 1, 1, 1), List.of(2, 1), true),
            s(2, 7, 6)));
    cases.add(constant(new BatchNormalization(0.1), s(3, 4, 2), s(3), s(3), s(3), s(3)));
    cases.add(constant(new BatchNormalization(0.1), s(5), s(5), s(5), s(5), s(5)));
    for (BinaryFunction function : BinaryFunction.values()) {
      cases.add(of(new Binary(function), s(2, 3, 4), s(3, 1)));
    }
    cases.add(of(new BipolarQuantize(), s(2, 9)));
    cases.add(of(new DynamicQuantize(LinearKind.DENSE, true), s(2, 9)));
    cases.add(of(new Cast(NumberFormat.INT32, false), s(9)));
    cases.add(of(new Cast(NumberFormat.FLOAT16, true), s(9)));
    cases.add(of(new Cast(NumberFormat.BOOL, true), s(9)));
    cases.add(of(new Clip(-0.5, Double.POSITIVE_INFINITY), s(9)));
    cases.add(of(new Clip(-0.5, 0.25), s(9)));
    cases.add(of(new Concat(1), s(2, 3), s(2, 1), s(2, 3)));
    cases.add(
        constant(
            new Conv(List.of(3, 2), List.of(2, 1), List.of(1, 0, 1, 2), List.of(1, 2), 2),
            s(4, 7, 6),
            s(6, 2, 3, 2),
            s(6)));
    cases.add(
        constant(
            new ConvTranspose(List.of(3, 2), List.of(2, 2), List.of(1, 0, 1, 0), ONE, ONE, 2),
            s(4, 5, 3),
            s(4, 3, 3, 2),
            s(6)));
    cases.add(of(new CumulativeSum(1, true, true), s(2, 5, 2)));
    cases.add(constant(new Dense(), s(5), s(3, 5), s(3)));
    cases.add(constant(new Dense(), s(5), s(3, 5)));
    cases.add(of(new DepthToSpace(2, BlockOrder.DCR), s(8, 2, 3)));
    cases.add(of(new DepthToSpace(2, BlockOrder.CRD), s(8, 2, 3)));
    cases.add(of(new SpaceToDepth(2, BlockOrder.DCR), s(3, 4, 6)));
    cases.add(of(new SpaceToDepth(2, BlockOrder.CRD), s(3, 4, 6)));
    cases.add(constant(new Dequantize(0), s(4, 3), s(), s()));
    cases.add(constant(new Dequantize(1), s(4, 3, 2), s(3), s(1)));
    cases.add(of(new Einsum(List.of("ij", "kj"), "ik"), s(2, 3), s(4, 3)));
    cases.add(of(new Expand(List.of(2, 3, 4)), s(3, 1)));
    cases.add(of(new Flatten(), s(2, 3, 4)));
    cases.add(of(new Reshape(List.of(4, 6)), s(2, 3, 4)));
    cases.add(of(new Gather(1, List.of(2, 0, 2)), s(2, 3)));
    cases.add(of(new GlobalAveragePool(), s(3, 4, 5)));
    cases.add(of(new Hardmax(1), s(3, 4)));
    cases.add(of(new L2Normalize(), s(3, 4)));
    cases.add(of(new LocalResponseNormalization(3, 0.3, 0.6, 1.5), s(5, 3, 2)));
    cases.add(of(new LocalResponseNormalization(1, 0.3, 0.6, 1.5), s(5, 3)));
    cases.add(of(new LogSoftmax(1), s(3, 4)));
    cases.add(of(new Softmax(0), s(3, 4)));
    cases.add(of(new MatMul(), s(2, 3, 4), s(4, 5)));
    cases.add(of(new MatMul(), s(3, 4), s(4)));
    cases.add(of(new MatMul(), s(4), s(2, 4, 3)));
    cases.add(
        of(
            new MaxPool(List.of(3, 2), List.of(2, 1), List.of(1, 0, 1, 1), List.of(1, 2)),
            s(3, 7, 6)));
    cases.add(constant(new MultiThreshold(1), s(3, 4, 2), s(4, 5)));
    cases.add(constant(new MultiThreshold(0), s(3, 4), s(1, 5)));
    cases.add(of(new OneHot(1, 4, -1, 2), s(2, 3)));
    for (PadMode mode : PadMode.values()) {
      cases.add(of(new Pad(List.of(0, 1, 2), List.of(0, 2, 0), mode, 0.5), s(2, 3, 4)));
    }
    cases.add(
        constant(
            new Pointwise("max(x, a0) * sigmoid(x - 0.5) + relu(a1) / (2 + abs(x))"),
            s(3, 4),
            s(4),
            s(3, 1)));
    cases.add(constant(new Pointwise("pow(2, a0)"), s(3, 4), s(4)));
    for (RoundingMode rounding : RoundingMode.values()) {
      cases.add(constant(quantize(rounding, 1, false), s(2, 3, 40), s(3), s(3)));
      cases.add(constant(quantize(rounding, 0, true), s(2, 3, 40), s(), s(1)));
    }
    for (ReduceFunction function : ReduceFunction.values()) {
      cases.add(of(new Reduce(function, List.of(0, 2), false), s(2, 3, 4)));
    }
    cases.add(of(new Reduce(ReduceFunction.MEAN, List.of(1), true), s(2, 3, 4)));
    cases.add(of(new Reduce(ReduceFunction.SUM_SQUARE, List.of(), false), s(2, 3)));
    cases.add(of(new Relu(), s(9)));
    cases.add(
        of(
            resize(
                Interpolation.NEAREST, CoordinateTransform.ASYMMETRIC, List.of(2, 6, 6), 1, 2, 1.5),
            s(2, 3, 4)));
    cases.add(
        of(
            resize(
                Interpolation.LINEAR,
                CoordinateTransform.HALF_PIXEL,
                List.of(2, 5, 6),
                1,
                5.0 / 3,
                1.5),
            s(2, 3, 4)));
    cases.add(
        of(
            resize(
                Interpolation.LINEAR, CoordinateTransform.ALIGN_CORNERS, List.of(6, 7), 2, 7.0 / 4),
            s(3, 4)));
    cases.add(of(new Slice(List.of(1, 3), List.of(1, -2), List.of(2, 2)), s(3, 4)));
    cases.add(of(new Slice(List.of(2, 0), List.of(-1, 3), List.of(3, 2)), s(3, 4)));
    cases.add(of(new Standardize(List.of(1, 2), 0.01, true), s(2, 3, 4)));
    cases.add(of(new Standardize(List.of(1), 0.01, false), s(2, 3)));
    cases.add(of(new Tile(List.of(2, 1, 3)), s(1, 3, 2)));
    cases.add(of(new TopK(2, 1, true), s(2, 5)));
    cases.add(of(new TopK(3, 0, false), s(5, 2)));
    cases.add(of(new Transpose(List.of(2, 0, 1)), s(2, 3, 4)));
    cases.add(of(new Trilu(true, 1), s(2, 3, 4)));
    cases.add(of(new Trilu(false, -1), s(3, 4)));
    for (UnaryFunction function : UnaryFunction.values()) {
      cases.add(of(new Unary(function, 0.7, 0.3), s(3, 20)));
    }
    cases.add(of(new Where(), s(2, 3), s(3), s(2, 1)));
    return cases.stream();
  }

  private static Tensor operand(Case test, int place, Random random) {
    int[] extents = test.shapes.get(place);
    float[] data = new float[Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
    boolean positive =
        place > 0 && (test.op instanceof BatchNormalization || test.op instanceof Quantize);
    boolean whole =
        test.op instanceof OneHot
            || (test.op instanceof Dequantize && place != 1)
            || (test.op instanceof Quantize && place == 2);
    for (int i = 0; i < data.length; i++) {
      // Eighths, so that ties, equal numbers and zeros occur.
      float number = (random.nextInt(65) - 32) / 8f;
      data[i] = whole ? Math.round(number) : positive ? Math.abs(number) + 0.125f : number;
    }
    if (test.op instanceof MultiThreshold && place == 1) {
      int count = extents[1];
      for (int row = 0; row < extents[0]; row++) {
        Arrays.sort(data, row * count, (row + 1) * count);
      }
    }
    if (test.op instanceof Dequantize && place == 0) {
      int[] codes = new int[data.length];
      for (int i = 0; i < codes.length; i++) {
        codes[i] = (int) data[i];
      }
      return IntTensor.of(CODES, codes, extents);
    }
    return FloatTensor.of(data, extents);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void runtimeComputesWhatTheInterpreterDoes(Case test) {
    Random random = new Random(5);
    Graph.Builder builder = Graph.builder("case", Level.NN);
    Map<String, Tensor> inputs = new HashMap<>();
    List<String> operands = new ArrayList<>();
    for (int i = 0; i < test.shapes.size(); i++) {
      Tensor operand = operand(test, i, random);
      String name = "x" + i;
      if (i > 0 && test.constants) {
        builder.constant(name, operand);
      } else {
        builder.input(name, operand.type());
        inputs.put(name, operand);
      }
      operands.add(name);
    }
    List<String> results = test.op instanceof TopK ? List.of("y", "places") : List.of("y");
    builder.node(new Node("n", test.op, operands, results, ""));
    results.forEach(builder::output);
    Graph graph = builder.build();
    Map<String, Tensor> expected = new NnInterpreter(graph, graph.outputs()).run(inputs);
    try (WrittenGraph written = new WrittenGraph(graph)) {
      Map<String, Tensor> got = written.run(inputs);
      for (String result : results) {
        FloatTensor want = NnInterpreter.numbers(Objects.requireNonNull(expected.get(result)));
        FloatTensor is = (FloatTensor) Objects.requireNonNull(got.get(result));
        assertThat(is.type()).isEqualTo(want.type());
        for (int i = 0; i < want.data().length; i++) {
          float tolerance = 1e-5f * Math.max(1, Math.abs(want.data()[i]));
          boolean same = Float.compare(is.data()[i], want.data()[i]) == 0;
          assertThat(same || Math.abs(is.data()[i] - want.data()[i]) <= tolerance)
              .as("%s of %s: %s, not %s", i, test, is.data()[i], want.data()[i])
              .isTrue();
        }
      }
    }
  }

  @Test
  void everyOperationIsTested() {
    assertThat(cases().<Class<?>>map(test -> test.op.getClass()).distinct().toList())
        .hasSameElementsAs(NnOperations.all());
    assertThat(NnOperations.all()).allMatch(OnnxWriter::knows);
  }

  @Test
  void graphsKeepTheNamesOfTheirEndsAndTheSameGraphGivesTheSameBytes() {
    Graph.Builder builder = Graph.builder("ends", Level.NN);
    builder.input("c", TensorType.of(FloatElement.F32, 2));
    builder.constant("t", FloatTensor.of(new float[] {1, 2}, 2));
    builder.node("y", new Add(), List.of("c", "t"), "");
    builder.output("y");
    builder.output("c");
    builder.output("t");
    Graph graph = builder.build();
    try (WrittenGraph written = new WrittenGraph(graph)) {
      FloatTensor x = FloatTensor.of(new float[] {3, 5}, 2);
      assertThat(written.run(x))
          .isEqualTo(
              Map.of(
                  "y", FloatTensor.of(new float[] {4, 7}, 2),
                  "c", x,
                  "t", FloatTensor.of(new float[] {1, 2}, 2)));
    }
    assertThat(OnnxWriter.write(graph)).isEqualTo(OnnxWriter.write(graph));
  }

  @Test
  void formatsThatTheRuntimeLacksAreRefusedByNode() {
    Graph.Builder builder = Graph.builder("casts", Level.NN);
    builder.input("x", TensorType.of(FloatElement.F32, 2));
    builder.node("a", new Cast(NumberFormat.FLOAT4E2M1, true), List.of("x"), "m.onnx, node 'a'");
    builder.node("b", new Cast(NumberFormat.UINT2, true), List.of("a"), "");
    builder.output("b");
    assertThatThrownBy(() -> OnnxWriter.write(builder.build()))
        .hasMessage(
            """
            error[unsupported-operator]: 'cast' of this form cannot be written as ONNX
              at m.onnx, node 'a'
              hint: the host's part of the network is run from an ONNX file: export the model without this operator
            error[unsupported-operator]: 'cast' of this form cannot be written as ONNX
              at node 'b'
              hint: the host's part of the network is run from an ONNX file: export the model without this operator""");
  }
}
