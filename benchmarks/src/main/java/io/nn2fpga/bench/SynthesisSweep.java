package io.nn2fpga.bench;

import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.Actor;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.ops.maxpool.MaxPoolKernel;
import io.nn2fpga.ops.mvu.MvuKernel;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import io.nn2fpga.ops.slidingwindow.SlidingWindowKernel;
import io.nn2fpga.ops.thresholding.ThresholdingKernel;
import io.nn2fpga.ops.widthconverter.WidthConverterKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Modules of each kind over the parameters that their cost depends on, by name. */
final class SynthesisSweep {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement ACC = IntegerElement.signed(20);
  private static final List<Integer> NO_PADS = List.of(0, 0, 0, 0);
  private static final List<Integer> ONE = List.of(1, 1);

  private final Map<String, Actor> actors = new LinkedHashMap<>();
  private final Random random = new Random(11);

  private SynthesisSweep() {}

  /** All of them. */
  static Map<String, Actor> actors() {
    SynthesisSweep sweep = new SynthesisSweep();
    for (int bits : new int[] {8, 4, 2}) {
      for (int simd : new int[] {1, 9, 36}) {
        sweep.mvu(bits, simd);
      }
    }
    for (int lanes : new int[] {1, 4}) {
      sweep.requantize(lanes);
      sweep.thresholding(lanes, 3);
      sweep.maxPool(lanes);
    }
    for (int depth : new int[] {2, 32, 512}) {
      sweep.add(
          "fifo 16 bits x " + depth, new FifoKernel(depth), stream(4, 4, 2, U8, 2), List.of());
    }
    for (SlidingWindowKernel.Form form : SlidingWindowKernel.Form.values()) {
      sweep.window(form, 3, 4, 16);
      sweep.window(form, 5, 1, 28);
    }
    sweep.convert(4, 12);
    sweep.convert(16, 3);
    return sweep.actors;
  }

  private static StreamType stream(
      int height, int width, int channels, IntegerElement element, int lanes) {
    return new StreamType(height, width, channels, element, 1, lanes);
  }

  /** Two rows, two folds each way: replay buffer, accumulators and a ROM of four words. */
  private void mvu(int bits, int simd) {
    IntegerElement weight = IntegerElement.signed(bits);
    int span = 1 << bits;
    int[] weights = random.ints(8L * simd, -span / 2, span / 2).toArray();
    IntTensor matrix = IntTensor.of(weight, weights, 4, 2 * simd);
    StreamType input = stream(2, 2, 2 * simd, IntegerElement.unsigned(bits), simd);
    IntegerElement accumulator = IntegerElement.signed(2 * bits + 7);
    Kernel kernel = new MvuKernel(2, simd, weight, accumulator);
    add("mvu 2 x " + simd + ", " + bits + " bits", kernel, input, List.of(matrix));
  }

  private void requantize(int lanes) {
    int channels = 4 * lanes;
    int[] multipliers = random.ints(channels, 1 << 15, 1 << 16).toArray();
    long[] offsets = random.longs(channels, 0, 1L << 30).toArray();
    List<Tensor> constants =
        List.of(
            IntTensor.of(IntegerElement.signed(17), multipliers, channels),
            LongTensor.of(IntegerElement.signed(48), offsets, channels));
    Kernel kernel = new RequantizeKernel(24, 0, 255, U8);
    add("requantize " + lanes, kernel, stream(2, 2, channels, ACC, lanes), constants);
  }

  private void thresholding(int lanes, int count) {
    int channels = 4 * lanes;
    int[] thresholds = new int[channels * count];
    int[] directions = new int[channels];
    for (int c = 0; c < channels; c++) {
      int[] sorted = random.ints(count, -1000, 1000).sorted().toArray();
      System.arraycopy(sorted, 0, thresholds, c * count, count);
      directions[c] = c % 3 == 1 ? -1 : 1;
    }
    List<Tensor> constants =
        List.of(
            IntTensor.of(IntegerElement.signed(16), thresholds, channels, count),
            IntTensor.of(IntegerElement.signed(2), directions, channels));
    Kernel kernel = new ThresholdingKernel(0, IntegerElement.unsigned(2));
    StreamType input = stream(2, 2, channels, IntegerElement.signed(12), lanes);
    add("thresholding " + lanes + " x " + count, kernel, input, constants);
  }

  private void maxPool(int lanes) {
    Kernel kernel = new MaxPoolKernel(List.of(2, 2), 2 * lanes, lanes);
    add("max-pool " + lanes, kernel, stream(4, 4, 8 * lanes, U8, 4 * lanes), List.of());
  }

  private void window(SlidingWindowKernel.Form form, int size, int lanes, int width) {
    Window window = new Window(List.of(size, size), ONE, NO_PADS);
    Kernel kernel = new SlidingWindowKernel(form, window, 1, 0, lanes, size);
    String name = "window " + form.name().toLowerCase(java.util.Locale.ROOT) + " " + size;
    add(name, kernel, stream(width, width, 2 * lanes, U8, lanes), List.of());
  }

  private void convert(int from, int to) {
    StreamType target = stream(4, 4, 48, U8, to);
    Kernel kernel = WidthConverterKernel.to(target);
    add("converter " + from + " to " + to, kernel, stream(4, 4, 48, U8, from), List.of());
  }

  private void add(String name, Kernel kernel, StreamType input, List<? extends Tensor> constants) {
    Graph.Builder graph = Graph.builder("sweep", Level.FLOW);
    List<String> operands = new ArrayList<>();
    operands.add(graph.input("in", input));
    for (Tensor constant : constants) {
      operands.add(graph.constant("constant" + operands.size(), constant));
    }
    List<Type> types = operands.stream().map(graph::type).toList();
    List<String> results = new ArrayList<>();
    for (int i = 0; i < kernel.inferTypes(types).size(); i++) {
      results.add("out" + i);
    }
    graph.node(new Node("module", kernel, operands, results, ""));
    results.forEach(graph::output);
    Graph whole = graph.build();
    actors.put(name, Actor.of(whole, whole.nodes().get(0)));
  }
}
