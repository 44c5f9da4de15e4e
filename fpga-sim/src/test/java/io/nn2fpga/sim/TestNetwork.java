package io.nn2fpga.sim;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.FlowBuilder;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.op.LayerOperator;
import io.nn2fpga.op.Operators;
import io.nn2fpga.op.WeightMemory;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.add.Add;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.maxpool.MaxPool;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.ops.reshape.Reshape;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Small int-level networks with seeded constants, put on streams layer by layer with a FIFO after
 * each.
 */
public final class TestNetwork {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement ACC = IntegerElement.signed(22);

  private final Random random = new Random(2026);
  private final Graph.Builder graph;

  private TestNetwork(String name) {
    graph = Graph.builder(name, Level.INT);
  }

  /** How a host gives such a network's input: raw bytes, the codes themselves. */
  public static InputEncoding rawBytes(int... shape) {
    TensorType model = TensorType.of(FloatElement.F32, shape);
    return InputEncoding.ofRawBytes(ModelInput.channelsFirst(model), Preprocessing.NONE);
  }

  /** How a host is given such a network's output: the codes as numbers. */
  public static OutputEncoding codes(int... shape) {
    TensorType model = TensorType.of(FloatElement.F32, shape);
    return new OutputEncoding("y", model, model, new Encoding(1, 0, U8), List.of());
  }

  /** Requantize, reshape, requantize: no weights. */
  static Graph requantizers() {
    TestNetwork network = new TestNetwork("requantizers");
    String x = network.graph.input("x", TensorType.of(ACC, 2, 3, 5));
    String scaled = network.requantize("first", x, 5, 12);
    String flat = network.graph.node("flatten", new Reshape(1, 1, 30), List.of(scaled), "flatten");
    network.graph.output(network.requantize("second", flat, 30, 6));
    return network.graph.build();
  }

  /**
   * Convolution 3x3 with padding, max pool, reshape, dense: what an image classifier is made of.
   */
  public static Graph classifier() {
    TestNetwork network = new TestNetwork("classifier");
    String x = network.graph.input("x", TensorType.of(U8, 8, 6, 3));
    Conv conv = new Conv(new Window(List.of(3, 3), List.of(1, 1), List.of(1, 1, 1, 1)), 7, ACC);
    String windows =
        network.graph.node(
            "conv", conv, List.of(x, network.weights("conv", 6, 3, 3, 3)), "model/conv");
    String activated = network.requantize("conv.requantize", windows, 6, 12);
    MaxPool max = new MaxPool(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0));
    String pooled = network.graph.node("pool", max, List.of(activated), "model/pool");
    String flat = network.graph.node("flatten", new Reshape(1, 1, 72), List.of(pooled), "flatten");
    String sums =
        network.graph.node(
            "dense",
            new Dense(ACC),
            List.of(flat, network.weights("dense", 10, 72)),
            "model/dense");
    network.graph.output(network.requantize("dense.requantize", sums, 10, 12));
    return network.graph.build();
  }

  /** A dense layer from 16 inputs to 5 outputs: a frame of few bytes. */
  public static Graph tiny() {
    TestNetwork network = new TestNetwork("tiny");
    String x = network.graph.input("x", TensorType.of(U8, 1, 1, 16));
    String sums =
        network.graph.node(
            "dense", new Dense(ACC), List.of(x, network.weights("dense", 5, 16)), "model/dense");
    network.graph.output(network.requantize("dense.requantize", sums, 5, 12));
    return network.graph.build();
  }

  /** Two residual blocks on 8x8 frames, the second with a strided shortcut, and their mean. */
  static Graph residual() {
    TestNetwork network = new TestNetwork("residual");
    network.graph.input("x", TensorType.of(U8, 8, 8, 4));
    String stem = network.conv("stem", "x", 4, 4, 3, 1);
    String main = network.conv("conv2", network.conv("conv1", stem, 4, 4, 3, 1), 4, 4, 3, 1);
    String block = network.add("add1", main, stem);
    String shortcut = network.conv("shortcut", block, 4, 6, 1, 2);
    main = network.conv("conv4", network.conv("conv3", block, 4, 6, 3, 2), 6, 6, 3, 1);
    String sum = network.add("add2", shortcut, main);
    MaxPool all = new MaxPool(List.of(4, 4), List.of(1, 1), List.of(0, 0, 0, 0));
    network.graph.output(network.graph.node("pool", all, List.of(sum), "model/pool"));
    return network.graph.build();
  }

  /** The maximum around each pixel added to the pixel: a shortcut with next to nothing on it. */
  static Graph pooledBlock() {
    TestNetwork network = new TestNetwork("block");
    network.graph.input("x", TensorType.of(U8, 6, 7, 2));
    MaxPool around = new MaxPool(List.of(3, 3), List.of(1, 1), List.of(1, 1, 1, 1));
    String pooled = network.graph.node("pool", around, List.of("x"), "model/pool");
    network.graph.output(network.add("sum", pooled, "x"));
    return network.graph.build();
  }

  private String conv(String name, String x, int inputs, int outputs, int kernel, int stride) {
    int pad = kernel / 2;
    List<Integer> pads = List.of(pad, pad, pad, pad);
    Window window = new Window(List.of(kernel, kernel), List.of(stride, stride), pads);
    Conv conv = new Conv(window, 3, ACC);
    String weights = weights(name, outputs, kernel, kernel, inputs);
    String sums = graph.node(name, conv, List.of(x, weights), "model/" + name);
    return requantize(name + ".requantize", sums, outputs, 14);
  }

  private String add(String name, String a, String b) {
    Add add = new Add(150, 106, 128, 8, 20, 255, U8);
    return graph.node(name, add, List.of(a, b), "model/" + name);
  }

  private String weights(String layer, int... extents) {
    int size = IntStream.of(extents).reduce(1, Math::multiplyExact);
    int[] data = random.ints(size, -127, 128).toArray();
    return graph.constant(layer + ".weights", IntTensor.of(S8, data, extents));
  }

  private String requantize(String name, String acc, int channels, int shift) {
    int[] multipliers = random.ints(channels, 9, 32).toArray();
    long[] offsets = random.longs(channels, 0, 200L << shift).toArray();
    String multiplier =
        graph.constant(name + ".m", IntTensor.of(IntegerElement.signed(17), multipliers, channels));
    String offset =
        graph.constant(
            name + ".k",
            new LongTensor(TensorType.of(IntegerElement.signed(48), channels), offsets));
    return graph.node(
        name, new Requantize(shift, 0, 255, U8), List.of(acc, multiplier, offset), "model/" + name);
  }

  /**
   * Puts a graph on streams.
   *
   * @param fold picks one of a layer's foldings, by its place among them: 0 the first, 1 the last
   */
  public static Graph flow(Graph graph, int inputLanes, double fold) {
    FlowBuilder builder = new FlowBuilder(graph.name(), Operators.structural());
    String input = graph.inputs().get(0);
    builder.input(input, StreamType.of(graph.value(input).tensor(), inputLanes));
    for (Node node : graph.nodes()) {
      LayerNode layer = new LayerNode(graph, node);
      LayerOperator operator = Operators.layer((IntegerOperation) node.op());
      List<Folding> foldings = operator.foldings(layer);
      Folding folding =
          foldings.isEmpty()
              ? Folding.FOLLOW
              : foldings.get((int) Math.round(fold * (foldings.size() - 1)));
      operator.lower(layer, folding, builder);
      String stream = builder.stream(node.output());
      builder.carries(
          node.output(),
          builder.actor(
              node.name() + ".fifo", Operators.structural().fifo(4), List.of(stream), ""));
    }
    builder.output(graph.outputs().get(0));
    return builder.build();
  }

  /**
   * Puts a graph on streams with all weights in SPRAM, in words of at most 32 bits.
   *
   * @param graph of 8-bit weights
   */
  public static Graph spramFlow(Graph graph) {
    FlowBuilder builder = new FlowBuilder(graph.name(), Operators.structural());
    String input = graph.inputs().get(0);
    builder.input(input, StreamType.of(graph.value(input).tensor(), 1));
    for (Node node : graph.nodes()) {
      LayerNode layer = new LayerNode(graph, node);
      LayerOperator operator = Operators.layer((IntegerOperation) node.op());
      List<Folding> foldings = operator.foldings(layer);
      Folding folding = foldings.isEmpty() ? Folding.FOLLOW : foldings.get(0);
      if (operator.choosesMemory(layer)) {
        for (Folding option : foldings) {
          if (option.px() == 1 && option.pe() * option.simd() <= 4) {
            folding = option.in(WeightMemory.SPRAM);
          }
        }
      }
      operator.lower(layer, folding, builder);
      String stream = builder.stream(node.output());
      builder.carries(
          node.output(),
          builder.actor(
              node.name() + ".fifo", Operators.structural().fifo(4), List.of(stream), ""));
    }
    builder.output(graph.outputs().get(0));
    return builder.build();
  }

  /** Seeded frames for a graph's input, with what the graph gives for them. */
  public static List<Sample> samples(Graph graph, int count) {
    Random random = new Random(7);
    TensorType type = graph.value(graph.inputs().get(0)).tensor();
    IntegerElement element = (IntegerElement) type.element();
    int low = (int) Math.max(element.min(), -5000);
    int high = (int) Math.min(element.max(), 5000);
    IntegerExecutor executor = new IntegerExecutor(graph);
    return IntStream.range(0, count)
        .mapToObj(i -> new IntTensor(type, random.ints(type.size(), low, high + 1).toArray()))
        .map(frame -> new Sample(frame, executor.runOutput(frame)))
        .toList();
  }
}
