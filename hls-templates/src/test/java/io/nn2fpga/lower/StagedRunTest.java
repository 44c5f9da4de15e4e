package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.Preprocessing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A network with shortcuts, of which one bias after the other changes. */
class StagedRunTest {
  private static final Nets NET = Nets.residual();
  private static final Graph SIMPLIFIED = Pipelines.simplification().run(NET.graph());
  private static final List<FloatTensor> SAMPLES =
      IntStream.range(0, 3).mapToObj(i -> NET.constant(4, 8, 8)).toList();
  private static final Calibration RANGES = Nets.calibrate(SIMPLIFIED, SAMPLES);
  private static final QuantizationOptions OPTIONS =
      new QuantizationOptions(BitWidths.uniform(8, 8), Preprocessing.NONE, false);
  private static final List<IntTensor> FRAMES =
      SAMPLES.stream().map(quantized(Map.of()).input()::quantize).toList();

  private static QuantizedModel quantized(Map<String, List<Double>> corrections) {
    return Pipelines.quantize(SIMPLIFIED, RANGES.withBiasCorrections(corrections), OPTIONS);
  }

  private static List<QuantizedLayer> layers() {
    return QuantizedLayer.of(SIMPLIFIED).stream().filter(QuantizedLayer::weighted).toList();
  }

  private static String sums(QuantizedModel model, QuantizedLayer layer) {
    return model.layers().stream()
        .filter(note -> note.layer().equals(layer.name()))
        .map(note -> Objects.requireNonNull(note.sums()).value())
        .findFirst()
        .orElseThrow();
  }

  private static void put(
      Map<String, List<Double>> corrections, QuantizedLayer layer, double value) {
    int channels = SIMPLIFIED.value(layer.first().output()).tensor().extent(0);
    corrections.put(layer.name(), Collections.nCopies(channels, value));
  }

  private static void assertRight(StagedRun run, QuantizedModel model, String value) {
    IntegerExecutor whole = new IntegerExecutor(model.graph());
    assertThat(run.upTo(model.graph(), value, Function.identity()))
        .isEqualTo(FRAMES.stream().map(frame -> whole.run(frame).get(value)).toList());
  }

  /** Corrects layer after layer; gives how often a node was evaluated. */
  private static long corrected(StagedRun run) {
    Map<String, List<Double>> corrections = new LinkedHashMap<>();
    for (QuantizedLayer layer : layers()) {
      QuantizedModel model = quantized(corrections);
      assertRight(run, model, sums(model, layer));
      put(corrections, layer, 0.5);
    }
    return run.evaluated();
  }

  @Test
  void layerAfterLayerEvaluatesEachNodeOnce() {
    long nodes = quantized(Map.of()).graph().nodes().size();
    assertThat(layers()).hasSize(7);
    assertThat(corrected(new StagedRun(FRAMES, StagedRun.MOST_KEPT)))
        .isPositive()
        .isLessThanOrEqualTo(nodes * FRAMES.size());
  }

  @Test
  void whereNothingMayBeKeptTheValuesAreTheSame() {
    long nodes = quantized(Map.of()).graph().nodes().size();
    assertThat(corrected(new StagedRun(FRAMES, 0))).isGreaterThan(3 * nodes * FRAMES.size());
  }

  @Test
  void aChangeInWhatWasDoneStartsAgain() {
    StagedRun run = new StagedRun(FRAMES, StagedRun.MOST_KEPT);
    Map<String, List<Double>> corrections = new LinkedHashMap<>();
    QuantizedLayer last = layers().get(layers().size() - 1);
    QuantizedModel before = quantized(corrections);
    assertRight(run, before, sums(before, last));
    put(corrections, layers().get(0), 5);
    QuantizedModel after = quantized(corrections);
    assertRight(run, after, sums(after, last));
    // and backwards: a value in the middle of what was done
    assertRight(run, after, sums(after, layers().get(2)));
  }
}
