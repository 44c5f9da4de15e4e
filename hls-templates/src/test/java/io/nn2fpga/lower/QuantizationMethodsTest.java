package io.nn2fpga.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.nn.Conv;
import io.nn2fpga.nn.Dense;
import io.nn2fpga.nn.Flatten;
import io.nn2fpga.nn.MaxPool;
import io.nn2fpga.nn.NnInterpreter;
import io.nn2fpga.nn.Relu;
import io.nn2fpga.nn.Transpose;
import io.nn2fpga.quant.BitWidths;
import io.nn2fpga.quant.Calibration;
import io.nn2fpga.quant.CalibrationStatistics;
import io.nn2fpga.quant.Calibrator;
import io.nn2fpga.quant.Preprocessing;
import io.nn2fpga.quant.QuantizationMethod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What methods of quantization do to a network with a depthwise convolution of uneven channels. */
class QuantizationMethodsTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final Nets NET = new Nets(3, 6, 6);
  private static final Graph GRAPH = graph();
  private static final List<FloatTensor> SAMPLES =
      IntStream.range(0, 24).mapToObj(i -> NET.constant(3, 6, 6)).toList();

  private static Graph graph() {
    FloatTensor uneven = NET.constant(8, 1, 3, 3);
    for (int i = 0; i < uneven.data().length; i++) {
      uneven.data()[i] *= (float) Math.pow(3, i / 9 - 4);
    }
    // what reads a channel makes up for its factor, so that all channels count alike
    FloatTensor reading = NET.constant(5, 72);
    for (int i = 0; i < reading.data().length; i++) {
      reading.data()[i] *= (float) Math.pow(3, 4 - i % 72 / 9);
    }
    return NET.then(
            new Conv(ONE, ONE, List.of(0, 0, 0, 0), ONE, 1),
            NET.constant(8, 3, 1, 1),
            NET.constant(8))
        .then(new Relu(), new FloatTensor[0])
        .then(new Conv(List.of(3, 3), ONE, List.of(1, 1, 1, 1), ONE, 8), uneven)
        .then(new Relu(), new FloatTensor[0])
        .then(new MaxPool(List.of(2, 2), List.of(2, 2), List.of(0, 0, 0, 0)), new FloatTensor[0])
        .then(new Flatten(), new FloatTensor[0])
        .then(new Dense(), reading, NET.constant(5))
        .graph();
  }

  private static QuantizationMethod method(
      boolean perTensor, boolean powers, boolean correction, boolean equalize) {
    return new QuantizationMethod(
        Calibrator.MIN_MAX, 99.99, perTensor, false, powers, correction, equalize);
  }

  private record Run(Graph simplified, QuantizedModel model, Calibration calibration) {
    static Run of(QuantizationMethod method, int bits) {
      Graph simplified = Pipelines.simplification(method).run(GRAPH);
      QuantizationOptions options =
          new QuantizationOptions(BitWidths.uniform(bits, 8), Preprocessing.NONE, false, method);
      CalibrationStatistics statistics = Nets.statistics(simplified, SAMPLES);
      Calibration ranges = Pipelines.calibrate(simplified, statistics, options);
      Calibration calibration =
          Pipelines.correctBiases(simplified, ranges, statistics, options, SAMPLES);
      return new Run(simplified, Pipelines.quantize(simplified, calibration, options), calibration);
    }

    /** Difference from the float network, all results of all samples. */
    double[] errors() {
      NnInterpreter floats = new NnInterpreter(GRAPH);
      IntegerExecutor integers = new IntegerExecutor(model.graph());
      String output = GRAPH.outputs().get(0);
      return SAMPLES.stream()
          .flatMapToDouble(
              x -> {
                float[] wanted = Objects.requireNonNull(floats.run(x).get(output)).data();
                float[] got =
                    model.output().dequantize(integers.runOutput(model.input().quantize(x))).data();
                return IntStream.range(0, got.length).mapToDouble(i -> got[i] - wanted[i]);
              })
          .toArray();
    }

    double noise() {
      double total = 0;
      for (double error : errors()) {
        total += error * error;
      }
      return total;
    }
  }

  @Test
  void equalizedLayersComputeTheSame() {
    Graph equalized = Pipelines.simplification(method(true, false, false, true)).run(GRAPH);
    String output = GRAPH.outputs().get(0);
    for (FloatTensor sample : SAMPLES.subList(0, 4)) {
      Map<String, FloatTensor> a = new NnInterpreter(GRAPH).run(sample);
      Map<String, FloatTensor> b = new NnInterpreter(equalized).run(sample);
      for (int i = 0; i < 5; i++) {
        float wanted = Objects.requireNonNull(a.get(output)).data()[i];
        assertThat(Objects.requireNonNull(b.get(output)).data()[i])
            .isCloseTo(wanted, within(1e-4f * Math.max(1, Math.abs(wanted))));
      }
    }
  }

  @Test
  void equalizationMakesOneScaleATensorUsable() {
    double perTensor = Run.of(method(true, false, false, false), 8).noise();
    double equalized = Run.of(method(true, false, false, true), 8).noise();
    assertThat(equalized).isLessThan(0.5 * perTensor);
  }

  @Test
  void correctedBiasesRemoveTheMeanErrorOfCoarseWeights() {
    double[] meanBefore = means(Run.of(method(false, false, false, false), 3).errors());
    Run corrected = Run.of(method(false, false, true, false), 3);
    double[] meanAfter = means(corrected.errors());
    double step = corrected.model().output().scales().get(0);
    assertThat(corrected.calibration().biasCorrections()).hasSize(3);
    double before = 0;
    for (int i = 0; i < meanAfter.length; i++) {
      // what is left is the rounding of the output codes, and what they saturate
      assertThat(Math.abs(meanAfter[i])).isLessThan(step);
      before = Math.max(before, Math.abs(meanBefore[i]));
    }
    assertThat(before).isGreaterThan(2 * step);
  }

  /**
   * Of a convolution whose result only its transposition is observed of, with 3 channels, 4 rows
   * and 5 columns, all with a large mean error.
   */
  private static List<Double> correctionBefore(List<Integer> perm) {
    Nets net = new Nets(2, 4, 5);
    FloatTensor weights = net.constant(3, 2, 1, 1);
    Graph graph =
        net.then(
                new Conv(ONE, ONE, List.of(0, 0, 0, 0), ONE, 1),
                weights,
                FloatTensor.of(new float[] {0, 10, 20}, 3))
            .then(new Transpose(perm), new FloatTensor[0])
            .then(new Flatten(), new FloatTensor[0])
            .then(new Dense(), new int[] {5, 60}, new int[] {5})
            .graph();
    QuantizationMethod method = method(false, false, true, false);
    Graph simplified = Pipelines.simplification(method).run(graph);
    List<FloatTensor> samples = IntStream.range(0, 6).mapToObj(i -> net.constant(2, 4, 5)).toList();
    CalibrationStatistics statistics = Nets.statistics(simplified, samples);
    QuantizationOptions options = QuantizationOptions.eightBits().with(method);
    Calibration ranges = Pipelines.calibrate(simplified, statistics, options);
    return Objects.requireNonNull(
        Pipelines.correctBiases(simplified, ranges, statistics, options, samples)
            .biasCorrections()
            .get("conv0"));
  }

  @Test
  void channelsAreFoundBehindATranspositionOrNotCorrected() {
    List<Double> wanted = correctionBefore(List.of(0, 1, 2));
    assertThat(wanted).hasSize(3).allMatch(c -> Math.abs(c) < 0.1).anyMatch(c -> c != 0);
    for (List<Integer> perm :
        List.of(List.of(0, 2, 1), List.of(1, 2, 0), List.of(2, 1, 0), List.of(2, 0, 1))) {
      List<Double> correction = correctionBefore(perm);
      if (perm.indexOf(0) == 1) {
        assertThat(correction).as("perm %s", perm).containsExactly(0.0, 0.0, 0.0);
      } else {
        assertThat(correction).as("perm %s", perm).hasSize(3);
        for (int c = 0; c < 3; c++) {
          assertThat(correction.get(c)).as("perm %s", perm).isCloseTo(wanted.get(c), within(1e-6));
        }
      }
    }
  }

  private static double[] means(double[] errors) {
    double[] means = new double[5];
    for (int i = 0; i < errors.length; i++) {
      means[i % 5] += errors[i] * 5 / errors.length;
    }
    return means;
  }

  @Test
  void powerOfTwoScalesRequantizeByShifts() {
    QuantizedModel model = Run.of(method(false, true, false, false), 8).model();
    for (LayerNote note : model.layers()) {
      assertThat(note.encoding().scale()).isEqualTo(power(note.encoding().scale()));
      IntTensor multipliers = (IntTensor) model.graph().constant(note.layer() + ".multiplier");
      for (int m : multipliers.data()) {
        assertThat(Integer.bitCount(Math.abs(m))).as("multiplier %d", m).isLessThanOrEqualTo(1);
      }
    }
  }

  private static double power(double scale) {
    return Math.scalb(1.0, Math.getExponent(scale));
  }
}
