package io.nn2fpga.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.nn.Add;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Dequantize;
import io.nn2fpga.nn.Mul;
import io.nn2fpga.nn.NnOperation;
import io.nn2fpga.nn.Quantize;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Softmax;
import io.nn2fpga.nn.Standardize;
import io.nn2fpga.nn.Unary;
import io.nn2fpga.nn.UnaryFunction;
import io.nn2fpga.quant.KernelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The region that is found is worth as much as the best of all regions, each of them lowered. */
final class RegionSearchTest {
  private static final int WIDTH = 20;

  private final Random random = new Random(11);

  /** A seeded network in which some operators have a hardware form, and some nowhere or seldom. */
  private Graph network(boolean quantized) {
    Graph.Builder net = Graph.builder("net", Level.NN);
    List<String> values = new ArrayList<>();
    values.add(net.input("x", TensorType.of(FloatElement.F32, WIDTH)));
    net.constant("s", FloatTensor.of(new float[] {0.0625f}));
    net.constant("z", FloatTensor.of(new float[] {0}));
    int count = 4 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      String last = values.get(values.size() - 1);
      if (quantized && random.nextInt(3) > 0) {
        Quantize quantize = Quantize.of(IntegerElement.signed(8), 0);
        String codes = node(net, "q" + i, quantize, last, "s", "z");
        last = node(net, "d" + i, new Dequantize(0), codes, "s", "z");
        values.add(last);
      }
      values.add(next(net, i, last, values, quantized));
    }
    net.output(values.get(values.size() - 1));
    return net.build();
  }

  private String next(
      Graph.Builder net, int i, String last, List<String> values, boolean quantized) {
    String name = "n" + i;
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> node(net, name, new Dense(), last, weights(net, i, quantized));
      case 3 -> node(net, name, new Relu(), last);
      case 4 -> node(net, name, new Standardize(List.of(0), 1e-5, true), last);
      case 5 -> node(net, name, new Softmax(0), last);
      case 6 -> node(net, name, new Add(), last, values.get(random.nextInt(values.size())));
      case 7 -> {
        String scale = net.constant("k" + i, FloatTensor.of(new float[] {-0.3f}));
        yield node(net, name, new Mul(), last, scale);
      }
      default -> node(net, name, Unary.of(UnaryFunction.SQRT), last);
    };
  }

  private String weights(Graph.Builder net, int i, boolean quantized) {
    int[] codes = random.ints((long) WIDTH * WIDTH, -7, 8).toArray();
    if (quantized) {
      net.constant("w" + i, IntTensor.of(IntegerElement.signed(4), codes, WIDTH, WIDTH));
      return node(net, "dw" + i, new Dequantize(0), "w" + i, "s", "z");
    }
    float[] numbers = new float[codes.length];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = codes[k] / 16f;
    }
    return net.constant("w" + i, FloatTensor.of(numbers, WIDTH, WIDTH));
  }

  private static String node(Graph.Builder net, String name, NnOperation op, String... operands) {
    return net.node(name, op, List.of(operands), "node '" + name + "'");
  }

  /** What the best of all regions is worth; 0 if none that can be lowered is worth anything. */
  private static long best(Graph graph, Lowering lowering) {
    GraphSplitter splitter = new GraphSplitter(graph);
    RegionSearch all = new RegionSearch(graph, lowering);
    all.run();
    long best = 0;
    for (RegionSearch.Region region : all.regions()) {
      try {
        Graph part = splitter.split(region.cuts()).region();
        best = Math.max(best, all.worth(region, lowering.lower(part)));
      } catch (DiagnosticException e) {
        // not this one
      }
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({"false, 30", "true, 6"})
  void noRegionIsWorthMore(boolean quantized, int networks) {
    Lowering lowering = quantized ? Lowering.quantized(KernelSet.ONNX) : Lowering.floats();
    int divided = 0;
    for (int i = 0; i < networks; i++) {
      Graph graph = network(quantized);
      DiagnosticException failure;
      try {
        lowering.lower(graph);
        continue;
      } catch (DiagnosticException e) {
        failure = e;
      }
      RegionSearch search = new RegionSearch(graph, lowering);
      search.refuse(failure);
      RegionSearch.Found found = search.run();
      assertThat(found == null ? 0 : found.worth())
          .as(graph.toString())
          .isEqualTo(best(graph, lowering));
      divided += found == null ? 0 : 1;
    }
    assertThat(divided).isPositive();
  }

  /** Lowering that takes a node only where nothing in the region reads it. */
  private static Lowering takesAtTheEnd(String name) {
    return graph -> {
      if (graph.nodes().stream().anyMatch(node -> node.name().equals(name))
          && !graph.outputs().contains(name)) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.UNSUPPORTED_OPERATOR, "not here", "node '" + name + "'", "end there"));
      }
      return Lowering.floats().lower(graph);
    };
  }

  @Test
  void aNodeThatIsRefusedAmongSomeNeighboursIsTriedAmongOthers() {
    Graph.Builder net = Graph.builder("net", Level.NN);
    String value = net.input("x", TensorType.of(FloatElement.F32, WIDTH));
    for (String name : List.of("a", "b", "c")) {
      value = node(net, name, new Dense(), value, weights(net, name.charAt(0), false));
    }
    net.output(node(net, "d", new Standardize(List.of(0), 1e-5, true), value));
    PartitionPlan plan = Partitioning.auto(net.build(), takesAtTheEnd("b"));
    assertThat(plan.cuts()).isEqualTo(new Cuts("x", "b"));
  }
}
