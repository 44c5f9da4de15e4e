package io.nn2fpga.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nn2fpga.driver.DriverFiles;
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
import io.nn2fpga.rtl.Design;
import io.nn2fpga.rtl.DesignFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mostly with a queue from input to output, so that only the driver's arithmetic is tested. */
class DriverTest {
  private static final TensorType MODEL = TensorType.of(FloatElement.F32, 2, 3, 4);
  private static final StreamType STREAM =
      new StreamType(3, 4, 2, IntegerElement.unsigned(8), 3, 2);
  private static final Preprocessing BYTES =
      new Preprocessing(1 / 255.0, List.of(0.5, 0.25), List.of(0.5, 2.0), DataLayout.NHWC);
  private static final Encoding OUT = new Encoding(0.037, 93, IntegerElement.unsigned(8));
  private static final InputEncoding RAW =
      InputEncoding.ofRawBytes(ModelInput.channelsFirst(MODEL), BYTES);
  private static final InputEncoding CALIBRATED =
      InputEncoding.calibrated(
          ModelInput.channelsFirst(MODEL),
          BYTES,
          new Encoding(0.011, 101, IntegerElement.unsigned(8)));

  private static PythonDriver rawDriver = new PythonDriver(Path.of("unset"), "unset");
  private static PythonDriver calibratedDriver = new PythonDriver(Path.of("unset"), "unset");

  @BeforeAll
  static void build() {
    rawDriver = driver("driver_raw", queue(), RAW, output(List.of()));
    calibratedDriver =
        driver(
            "driver_calibrated",
            queue(),
            CALIBRATED,
            output(List.of(new HostStep(HostStep.Kind.SOFTMAX, -1))));
  }

  private static OutputEncoding output(List<HostStep> steps) {
    return new OutputEncoding("y", TensorType.of(FloatElement.F32, 24), MODEL, OUT, steps);
  }

  private static Graph queue() {
    Graph.Builder builder = Graph.builder("queue", Level.FLOW);
    builder.input("x", STREAM);
    builder.node("y", new FifoKernel(2), List.of("x"), "");
    builder.output("y");
    return builder.build();
  }

  private static PythonDriver driver(
      String name, Graph flow, InputEncoding input, OutputEncoding output) {
    Design design = Design.of(flow, name);
    Path build = TestTools.directory(name);
    DesignFiles files = DesignFiles.of(design);
    files.with(DriverFiles.of(design, input, output, files.hash())).writeTo(build);
    RtlSimulation simulation = new RtlSimulation(TestTools.toolbox(), build, design);
    simulation.verilate();
    simulation.compile();
    return new PythonDriver(build, name);
  }

  private static double[] values(JsonNode answer) {
    assertThat(answer.has("data")).as(answer.toString()).isTrue();
    double[] values = new double[answer.get("data").size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = answer.get("data").get(i).asDouble();
    }
    return values;
  }

  private static double[] expected(IntTensor codes) {
    float[] values = output(List.of()).dequantize(codes).data();
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private static List<Integer> bytes(int count) {
    return new Random(11).ints(count, 0, 256).boxed().toList();
  }

  private static float[] floats(List<Integer> list) {
    float[] result = new float[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = list.get(i);
    }
    return result;
  }

  @Test
  void rawBytesAreCodesAndTheOutputIsInTheModelsOrder() {
    List<Integer> raw = bytes(24);
    JsonNode answer = rawDriver.call("predict", raw, "uint8", List.of(3, 4, 2));
    assertThat(answer.get("shape")).hasToString("[24]");
    assertThat(values(answer)).containsExactly(expected(RAW.fromRaw(floats(raw))));
  }

  @Test
  void floatsAreQuantizedAsTheReferenceDoes() {
    Random random = new Random(3);
    List<Float> data = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    for (int frame = 0; frame < 2; frame++) {
      float[] sample = new float[24];
      for (int i = 0; i < 24; i++) {
        sample[i] = (float) (random.nextGaussian() * 1.5);
        data.add(sample[i]);
      }
      for (double value : expected(RAW.quantize(new FloatTensor(MODEL, sample)))) {
        expected.add(value);
      }
    }
    JsonNode answer = rawDriver.call("predict", data, "float32", List.of(2, 2, 3, 4));
    assertThat(answer.get("shape")).hasToString("[2,24]");
    assertThat(values(answer)).containsExactly(expected.stream().mapToDouble(d -> d).toArray());
  }

  @Test
  void bytesOfCalibratedInputArePreprocessedAndSoftmaxRunsOnTheHost() {
    List<Integer> raw = bytes(24);
    double[] got = values(calibratedDriver.call("predict", raw, "uint8", List.of(3, 4, 2)));
    double[] logits = expected(CALIBRATED.fromRaw(floats(raw)));
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    for (int i = 0; i < 24; i++) {
      assertThat(got[i]).isCloseTo(Math.exp(logits[i]) / sum, Offset.offset(1e-6));
    }
  }

  @Test
  void networkGivesWhatTheIntegerReferenceSays() {
    Graph network = TestNetwork.classifier();
    TensorType model = TensorType.of(FloatElement.F32, 3, 8, 6);
    InputEncoding input =
        InputEncoding.ofRawBytes(
            ModelInput.channelsFirst(model),
            new Preprocessing(1, List.of(7.0), List.of(64.0), DataLayout.NCHW));
    TensorType classes = TensorType.of(FloatElement.F32, 10);
    OutputEncoding output = new OutputEncoding("y", classes, classes, OUT, List.of());
    PythonDriver driver =
        driver("driver_classifier", TestNetwork.flow(network, 1, 0), input, output);
    List<Integer> raw = bytes(2 * 144);
    double[] got = values(driver.call("predict", raw, "uint8", List.of(2, 3, 8, 6)));
    IntegerExecutor reference = new IntegerExecutor(network);
    for (int sample = 0; sample < 2; sample++) {
      IntTensor frame = input.fromRaw(floats(raw.subList(144 * sample, 144 * (sample + 1))));
      float[] expected = output.dequantize(reference.runOutput(frame)).data();
      for (int i = 0; i < 10; i++) {
        assertThat(got[10 * sample + i]).isEqualTo(expected[i]);
      }
    }
  }

  /** Rows 3, columns 4, channels 2: bytes channels first, floats channels last, as the model. */
  @Test
  void channelsLastModelsTakeEitherLayout() {
    ModelInput model = new ModelInput(TensorType.of(FloatElement.F32, 3, 4, 2), DataLayout.NHWC);
    InputEncoding input =
        InputEncoding.ofRawBytes(
            model, new Preprocessing(0.5, List.of(1.0, 2.0), List.of(), DataLayout.NCHW));
    PythonDriver driver = driver("driver_nhwc", queue(), input, output(List.of()));
    List<Integer> raw = bytes(24);
    assertThat(values(driver.call("predict", raw, "uint8", List.of(2, 3, 4))))
        .containsExactly(expected(input.fromRaw(floats(raw))));
    float[] x = input.preprocessing().apply(floats(raw), model).data();
    List<Float> data = new ArrayList<>();
    for (float value : x) {
      data.add(value);
    }
    assertThat(values(driver.call("predict", data, "float32", List.of(3, 4, 2))))
        .containsExactly(expected(input.fromRaw(floats(raw))));
  }

  /** Rows 3, columns 4, channels 2, as signed codes in the model's order. */
  @Test
  void aModelOfCodesTakesThemAsTheyAre() {
    IntegerElement signed = IntegerElement.signed(8);
    ModelInput model = new ModelInput(TensorType.of(signed, 2, 3, 4), DataLayout.NCHW);
    InputEncoding input =
        new InputEncoding(
            model, Preprocessing.NONE, signed, List.of(0.5), List.of(-3.0), /* raw= */ true);
    Graph.Builder flow = Graph.builder("codes", Level.FLOW);
    flow.input("x", new StreamType(3, 4, 2, signed, 1, 2));
    flow.node("y", new FifoKernel(2), List.of("x"), "");
    flow.output("y");
    OutputEncoding output =
        new OutputEncoding("y", MODEL, MODEL, new Encoding(0.5, -3, signed), List.of());
    PythonDriver driver = driver("driver_codes", flow.build(), input, output);
    List<Integer> codes = new Random(5).ints(24, -128, 128).boxed().toList();
    double[] numbers = codes.stream().mapToDouble(code -> 0.5 * (code + 3)).toArray();
    for (String dtype : List.of("int8", "int64")) {
      JsonNode answer = driver.call("predict", codes, dtype, List.of(2, 3, 4));
      assertThat(answer.get("shape")).hasToString("[2,3,4]");
      assertThat(values(answer)).containsExactly(numbers);
    }
    assertThat(message(driver.call("predict", bytes(24), "uint8", List.of(2, 3, 4))))
        .startsWith("InputError: codes must be within [-128, 127], not [");
  }

  @Test
  void predictRawPassesCodesThrough() {
    List<Integer> codes = bytes(48);
    JsonNode answer = rawDriver.call("predict_raw", codes, "int64", List.of(2, 3, 4, 2));
    assertThat(values(answer))
        .containsExactly(codes.stream().mapToDouble(Integer::doubleValue).toArray());
  }

  @Test
  void wrongArraysAreNamed() {
    assertThat(message(rawDriver.call("predict", bytes(24), "uint8", List.of(2, 3, 4))))
        .isEqualTo("InputError: raw data has the shape (3, 4, 2) or (N, 3, 4, 2), not (2, 3, 4)");
    assertThat(message(rawDriver.call("predict", bytes(24), "float64", List.of(3, 4, 2))))
        .isEqualTo(
            "InputError: the model's input has the shape (2, 3, 4) or (N, 2, 3, 4), not (3, 4, 2)");
    assertThat(message(rawDriver.call("predict", bytes(24), "int32", List.of(2, 3, 4))))
        .isEqualTo(
            "InputError: the input must be floating point (as the model takes it) or uint8 (raw),"
                + " not int32");
    assertThat(message(rawDriver.call("predict", List.of(), "uint8", List.of(0, 3, 4, 2))))
        .isEqualTo("InputError: there is no sample");
    assertThat(message(rawDriver.call("predict_raw", bytes(24), "int64", List.of(3, 4, 2))))
        .isEqualTo("InputError: codes must have the shape (N, 3, 4, 2), not (3, 4, 2)");
    List<Integer> large = new ArrayList<>(bytes(23));
    large.add(256);
    assertThat(message(rawDriver.call("predict_raw", large, "int64", List.of(1, 3, 4, 2))))
        .startsWith("InputError: codes must be within [0, 255], not [");
  }

  @Test
  void closedAcceleratorSaysSo() {
    JsonNode answer =
        rawDriver.request(
            Map.of(
                "method",
                "predict",
                "data",
                bytes(24),
                "dtype",
                "uint8",
                "shape",
                List.of(3, 4, 2),
                "thenClosed",
                true));
    assertThat(message(answer)).isEqualTo("AcceleratorError: the accelerator is closed");
  }

  private static String message(JsonNode answer) {
    assertThat(answer.has("error")).as(answer.toString()).isTrue();
    return answer.get("error").asText() + ": " + answer.get("message").asText();
  }
}
