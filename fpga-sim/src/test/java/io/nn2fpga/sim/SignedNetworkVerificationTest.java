package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.flow.FifoSizing;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.fold.Schedule;
import io.nn2fpga.fold.Streaming;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.op.Window;
import io.nn2fpga.ops.add.Add;
import io.nn2fpga.ops.concat.Concat;
import io.nn2fpga.ops.conv.Conv;
import io.nn2fpga.ops.correctedrequantize.CorrectedRequantize;
import io.nn2fpga.ops.dense.Dense;
import io.nn2fpga.ops.depthtospace.DepthToSpace;
import io.nn2fpga.ops.depthwise.Depthwise;
import io.nn2fpga.ops.halfevenrequantize.HalfEvenRequantize;
import io.nn2fpga.ops.lookup.Lookup;
import io.nn2fpga.ops.maxpool.MaxPool;
import io.nn2fpga.ops.multiply.Multiply;
import io.nn2fpga.ops.pad.Pad;
import io.nn2fpga.ops.requantize.Requantize;
import io.nn2fpga.ops.roundedaveragepool.RoundedAveragePool;
import io.nn2fpga.ops.slice.Slice;
import io.nn2fpga.ops.spacetodepth.SpaceToDepth;
import io.nn2fpga.ops.thresholding.Thresholding;
import io.nn2fpga.ops.transpose.Transpose;
import io.nn2fpga.ops.upsample.Upsample;
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import io.nn2fpga.sim.RtlSimulation.Stalls;
import io.nn2fpga.sim.VerificationResult.Implementation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A network of signed codes from input to output, as imported integer models have, with every
 * operator that they need beside those of our own quantizer; in both implementations, under stalls.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignedNetworkVerificationTest {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement ACC = IntegerElement.signed(22);
  private static final int C = 4;
  private static final Graph NETWORK = new Network().build();
  private static final Design DESIGN = Design.of(sized().graph(), "signed_network");

  /** The network, with seeded constants. */
  private static final class Network {
    private final Random random = new Random(77);
    private final Graph.Builder graph = Graph.builder("signed", Level.INT);

    Graph build() {
      graph.input("x", TensorType.of(S8, 6, 6, C));
      String excited = squeezeAndExcite(features());
      String front = add("front", new Slice(List.of(0, 0, 0), List.of(6, 6, 2)), excited);
      String back = add("back", new Slice(List.of(0, 0, 2), List.of(6, 6, 2)), excited);
      String swapped = add("swapped", new Concat(), back, front);
      String sum =
          add("sum", new Add(150, -106, 128, 8, -128, 127, S8), swapped, "conv.requantize");
      String deep = add("deep", new SpaceToDepth(2), sum);
      String wide = add("wide", new DepthToSpace(2, true), deep);
      String tall = add("tall", new Upsample(2, 1), wide);
      String crop = add("crop", new Slice(List.of(3, 0, 0), List.of(6, 6, C)), tall);
      String padded = add("padded", new Pad(List.of(1, 0, 1, 2), -128), crop);
      String turned = add("turned", new Transpose(List.of(1, 0, 2)), padded);
      List<Integer> pads = List.of(1, 1, 0, 0);
      String max = add("max", new MaxPool(List.of(3, 3), List.of(2, 2), pads), turned);
      graph.output(
          add("mean", new RoundedAveragePool(List.of(2, 2), List.of(1, 1), pads, -120, 127), max));
      return graph.build();
    }

    /** Convolutions whose padding is the zero point of signed codes, and a table a channel. */
    private String features() {
      List<Integer> pads = List.of(1, 1, 1, 1);
      Window window = new Window(List.of(3, 3), List.of(1, 1), pads);
      String conv = add("conv", new Conv(window, -128, ACC), "x", weights("conv", C, 3, 3, C));
      String codes =
          add(
              "conv.requantize",
              new CorrectedRequantize(9, -128, 127, S8),
              conv,
              multipliers("conv", 4, 9),
              offsets("conv", 1 << 12),
              constant("conv.e", random.ints(3 * C, -2000, 2000), C, 3),
              constant("conv.d", random.ints(3 * C, -1, 2), C, 3));
      String depthwise =
          add("depthwise", new Depthwise(window, -3, ACC), codes, weights("depthwise", C, 3, 3));
      String ties =
          add(
              "depthwise.requantize",
              new HalfEvenRequantize(8, -3, -128, 127, S8),
              depthwise,
              constant("depthwise.m", IntStream.generate(() -> 1).limit(C), C),
              offsets("depthwise", 1 << 8));
      String table = constant("table", random.ints(256 * C, -128, 128), C, 256);
      return add("table.lookup", new Lookup(S8), ties, table);
    }

    /** A gate a channel, and codes of the products by 255 thresholds. */
    private String squeezeAndExcite(String x) {
      List<Integer> noPads = List.of(0, 0, 0, 0);
      String mean =
          add(
              "squeeze",
              new RoundedAveragePool(List.of(6, 6), List.of(1, 1), noPads, -128, 127),
              x);
      String dense = add("excite", new Dense(ACC), mean, weights("excite", C, C));
      String gate =
          add(
              "gate",
              new Requantize(6, -128, 127, S8),
              dense,
              multipliers("gate", 1, 4),
              offsets("gate", 1 << 8));
      IntegerElement s17 = IntegerElement.signed(17);
      String products = add("products", new Multiply(-5, -128, s17), x, gate);
      int[] thresholds = new int[255 * C];
      for (int c = 0; c < C; c++) {
        int[] row = random.ints(255, -34_000, 34_000).sorted().toArray();
        System.arraycopy(row, 0, thresholds, c * 255, 255);
      }
      return add(
          "levels",
          new Thresholding(-128, S8),
          products,
          constant("levels.t", IntStream.of(thresholds), C, 255),
          constant("levels.d", IntStream.of(1, -1, 1, 1), C));
    }

    private String add(String name, IntegerOperation op, String... operands) {
      return graph.node(name, op, List.of(operands), "model/" + name);
    }

    private String constant(String name, IntStream values, int... extents) {
      return graph.constant(
          name, IntTensor.of(IntegerElement.signed(17), values.toArray(), extents));
    }

    private String weights(String layer, int... extents) {
      int size = IntStream.of(extents).reduce(1, Math::multiplyExact);
      int[] data = random.ints(size, -128, 128).toArray();
      return graph.constant(layer + ".weights", IntTensor.of(S8, data, extents));
    }

    private String multipliers(String layer, int low, int high) {
      return constant(layer + ".m", random.ints(C, low, high), C);
    }

    private String offsets(String layer, long most) {
      long[] offsets = random.longs(C, -most, most).toArray();
      return graph.constant(layer + ".k", LongTensor.of(IntegerElement.signed(40), offsets, C));
    }
  }

  /** Few lanes: a small simulator. */
  private static FifoSizing sized() {
    Map<String, Folding> layers = new LinkedHashMap<>();
    for (LayerGroup group : LayerGroup.of(NETWORK)) {
      List<Folding> foldings = new ArrayList<>(group.foldings());
      if (!foldings.isEmpty()) {
        layers.put(group.name(), foldings.get(foldings.size() / 3));
      }
    }
    return FifoSizing.of(Streaming.lower(NETWORK, new Schedule("board", 100, layers, Map.of())));
  }

  @Test
  @Order(1)
  void bothImplementationsAreBitExactInThePredictedCycles() {
    Path build = TestTools.directory("signed-network");
    DesignFiles.of(DESIGN).writeTo(build);
    List<Sample> samples = TestNetwork.samples(NETWORK, 4);
    VerificationResult result =
        new Verification(TestTools.toolbox(), build, DESIGN, samples)
            .run(VerificationProgress.NONE);
    assertThat(result.diagnostics()).isEmpty();
    assertThat(result.measured()).isEqualTo(result.predicted());
    // Codes of both signs leave the network.
    assertThat(samples.stream().flatMapToInt(s -> IntStream.of(s.output().data())))
        .anyMatch(y -> y < 0)
        .anyMatch(y -> y > 0);
  }

  @Test
  @Order(2)
  void stallsChangeNothingButTheCycles() {
    Verification verification =
        new Verification(
            TestTools.toolbox(),
            TestTools.directory("signed-network"),
            DESIGN,
            TestNetwork.samples(NETWORK, 4));
    for (Stalls stalls : List.of(new Stalls(128, 0), new Stalls(0, 128), new Stalls(220, 60))) {
      Implementation rtl = verification.runRtlUnder(stalls);
      assertThat(rtl.bitExact()).as("%s: %s", stalls, rtl).isTrue();
    }
  }
}
