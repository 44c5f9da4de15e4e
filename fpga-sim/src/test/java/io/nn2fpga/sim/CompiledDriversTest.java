package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.exec.IntegerExecutor;
import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Graph;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Level;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ops.fifo.FifoKernel;
import io.nn2fpga.quant.DataLayout;
import io.nn2fpga.quant.Encoding;
import io.nn2fpga.quant.HostStep;
import io.nn2fpga.quant.InputEncoding;
import io.nn2fpga.quant.ModelInput;
import io.nn2fpga.quant.OutputEncoding;
import io.nn2fpga.quant.Preprocessing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The C and the Java driver, each as a program of its own, at a pseudo-terminal with a model of the
 * board behind it that computes what the reference does; the line has faults where a test says so.
 */
class CompiledDriversTest {
  private static final TensorType MODEL = TensorType.of(FloatElement.F32, 3, 8, 6);
  private static final Encoding OUT = new Encoding(0.037, 93, IntegerElement.unsigned(8));

  /** Raw bytes are codes; the classifier's integer network. */
  private static final CompiledDrivers CLASSIFIER = classifier();

  /** Padded beats of 5 signed bits, three pixels of two channels. */
  private static final CompiledDrivers NARROW = narrow();

  private static CompiledDrivers classifier() {
    Graph network = TestNetwork.classifier();
    InputEncoding input =
        InputEncoding.ofRawBytes(
            ModelInput.channelsFirst(MODEL),
            new Preprocessing(1, List.of(7.0), List.of(64.0), DataLayout.NCHW));
    TensorType classes = TensorType.of(FloatElement.F32, 10);
    IntegerExecutor reference = new IntegerExecutor(network);
    return new CompiledDrivers(
        "compiled_classifier",
        TestNetwork.flow(network, 1, 0),
        input,
        new OutputEncoding("y", classes, classes, OUT, List.of()),
        reference::runOutput);
  }

  private static Graph queue(StreamType stream) {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", stream);
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    return builder.build();
  }

  private static CompiledDrivers narrow() {
    IntegerElement signed = IntegerElement.signed(5);
    TensorType model = TensorType.of(FloatElement.F32, 2, 3, 4);
    InputEncoding input =
        InputEncoding.calibrated(
            ModelInput.channelsFirst(model),
            new Preprocessing(1 / 255.0, List.of(0.5, 0.25), List.of(0.5, 2.0), DataLayout.NHWC),
            new Encoding(0.11, -3, signed));
    OutputEncoding output =
        new OutputEncoding(
            "y",
            model,
            model,
            new Encoding(0.11, -3, signed),
            List.of(
                new HostStep(HostStep.Kind.SOFTMAX, -1), new HostStep(HostStep.Kind.ARGMAX, 0)));
    return new CompiledDrivers(
        "compiled_narrow",
        queue(new StreamType(3, 4, 2, signed, 3, 2)),
        input,
        output,
        UnaryOperator.identity());
  }

  private static List<Integer> bytes(int count, int seed) {
    return new Random(seed).ints(count, 0, 256).boxed().toList();
  }

  private static List<IntTensor> frames(InputEncoding input, List<Integer> raw, int size) {
    List<IntTensor> frames = new ArrayList<>();
    for (int at = 0; at < raw.size(); at += size) {
      float[] sample = new float[size];
      for (int i = 0; i < size; i++) {
        sample[i] = raw.get(at + i);
      }
      frames.add(input.fromRaw(sample));
    }
    return frames;
  }

  @ParameterizedTest
  @EnumSource
  void rawBytesGiveWhatTheReferenceSays(CompiledDrivers.Language language) throws IOException {
    List<Integer> raw = bytes(9 * 144, 3);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    CompiledDrivers.Run run = CLASSIFIER.drive(language, "bytes", frames, raw, Map.of());
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.faults()).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource
  void numbersAreQuantizedAsTheReferenceDoes(CompiledDrivers.Language language) throws IOException {
    Random random = new Random(5);
    List<Float> numbers = new ArrayList<>();
    List<IntTensor> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      float[] sample = new float[144];
      for (int j = 0; j < 144; j++) {
        sample[j] = (float) (random.nextGaussian() * 2.5);
        numbers.add(sample[j]);
      }
      frames.add(CLASSIFIER.input.quantize(new FloatTensor(MODEL, sample)));
    }
    CompiledDrivers.Run run = CLASSIFIER.drive(language, "numbers", frames, numbers, Map.of());
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
  }

  @ParameterizedTest
  @EnumSource
  void paddedBeatsPreprocessingAndHostSteps(CompiledDrivers.Language language) throws IOException {
    List<Integer> raw = bytes(4 * 24, 9);
    List<IntTensor> frames = frames(NARROW.input, raw, 24);
    // Softmax along the rows keeps which channel is larger; then its index.
    List<Double> expected = new ArrayList<>();
    for (IntTensor frame : frames) {
      float[] values = NARROW.output.dequantize(frame).data();
      double[] powers = new double[24];
      for (int row = 0; row < 6; row++) {
        double sum = 0;
        for (int i = 0; i < 4; i++) {
          sum += Math.exp(values[4 * row + i]);
        }
        for (int i = 0; i < 4; i++) {
          powers[4 * row + i] = Math.exp(values[4 * row + i]) / sum;
        }
      }
      for (int i = 0; i < 12; i++) {
        boolean close = Math.abs(powers[12 + i] - powers[i]) < 1e-6;
        expected.add(!close && powers[12 + i] > powers[i] ? 1.0 : 0.0);
      }
    }
    CompiledDrivers.Run run = NARROW.drive(language, "bytes", frames, raw, Map.of());
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(run.values().get(i)).isCloseTo(expected.get(i), Offset.offset(0.0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void signedCodesGoThroughAsTheyAre(CompiledDrivers.Language language) throws IOException {
    TensorType type = TensorType.of(IntegerElement.signed(5), 3, 4, 2);
    List<Integer> codes = new Random(4).ints(5 * 24, -16, 16).boxed().toList();
    List<IntTensor> frames = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      frames.add(
          new IntTensor(
              type, codes.subList(24 * i, 24 * i + 24).stream().mapToInt(c -> c).toArray()));
    }
    CompiledDrivers.Run run =
        NARROW.drive(language, "raw", frames, codes, Map.of("max_payload", 7));
    assertThat(run.values()).isEqualTo(NARROW.codes(frames));
    List<Integer> large = new ArrayList<>(codes);
    large.set(30, 16);
    assertThat(NARROW.drive(language, "raw", frames, large, Map.of()).error())
        .isEqualTo("error: code 16 is not within [-16, 15]");
  }

  @ParameterizedTest
  @CsvSource({"C, 1", "C, 2", "JAVA, 1", "JAVA, 2"})
  void faultsOfTheLineCostTimeAndNoAnswer(CompiledDrivers.Language language, int seed)
      throws IOException {
    List<Integer> raw = bytes(60 * 144, seed);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    Map<String, Object> rates = Map.of("flip", 0.001, "drop", 0.0005, "double", 0.0005);
    Map<String, Object> there = new TreeMap<>(rates);
    there.put("seed", seed);
    Map<String, Object> back = new TreeMap<>(rates);
    back.put("seed", 100 + seed);
    CompiledDrivers.Run run =
        CLASSIFIER.drive(
            language, "bytes", frames, raw, Map.of("to_board", there, "to_host", back));
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.errors()).containsPattern("injected [1-9]");
    assertThat(run.faults().stream().mapToInt(n -> n).sum()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"C, 900", "C, 2011", "JAVA, 900", "JAVA, 2011"})
  void aResetInMidFrameStartsASessionAnew(CompiledDrivers.Language language, int place)
      throws IOException {
    List<Integer> raw = bytes(20 * 144, place);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    Map<String, Object> reset = Map.of("at", Map.of("" + place, "reset"));
    CompiledDrivers.Run run =
        CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("to_board", reset));
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.faults().get(4)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anotherDesignOrNobodyIsNoAccelerator(CompiledDrivers.Language language) throws IOException {
    List<Integer> raw = bytes(144, 1);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    assertThat(
            CLASSIFIER
                .drive(language, "bytes", frames, raw, Map.of("hash", "00".repeat(32)))
                .error())
        .startsWith("error: the board holds another design than compiled_classifier");
    assertThat(CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("version", 2)).error())
        .isEqualTo("error: the board does not speak version 1 of this protocol");
    assertThat(CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("answers", false)).error())
        .isEqualTo(
            "error: nothing at the port answers; is the board programmed, and is this its port and"
                + " its bit rate?");
  }

  @ParameterizedTest
  @EnumSource
  void aPortThatHangsUpIsToldAtOnce(CompiledDrivers.Language language) throws IOException {
    List<Integer> raw = bytes(144, 1);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    CompiledDrivers.Run run =
        CLASSIFIER.drive(language, "bytes", frames, raw, Map.of("hangs_up", true));
    // Not what a repetition would meet.
    assertThat(run.error()).matches("error: (the port is gone: it hung up|/dev/pts/\\d+ is gone)");
  }

  /** The Verilog of clock, link, packets and accelerator in place of the model. */
  @ParameterizedTest
  @EnumSource
  void theBoardTopAnswersAtItsPins(CompiledDrivers.Language language) throws IOException {
    List<Integer> raw = bytes(20 * 144, 12);
    List<IntTensor> frames = frames(CLASSIFIER.input, raw, 144);
    CompiledDrivers.Run run = CLASSIFIER.driveAtPins(language, 20, raw);
    assertThat(run.error()).isEqualTo("none");
    assertThat(run.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(run.faults().subList(0, 3)).containsOnly(0);
    CompiledDrivers.Run faulty =
        CLASSIFIER.driveAtPins(language, 20, raw, "--board-flip", "1e-4", "--host-drop", "5e-3");
    assertThat(faulty.error()).isEqualTo("none");
    assertThat(faulty.values()).isEqualTo(CLASSIFIER.results(frames));
    assertThat(faulty.faults().get(0)).isPositive();
    assertThat(faulty.faults().get(1)).isPositive();
  }
}
