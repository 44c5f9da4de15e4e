package io.nn2fpga.importer.tflite;

import static io.nn2fpga.importer.tflite.TfliteModelBuilder.FLOAT16;
import static io.nn2fpga.importer.tflite.TfliteModelBuilder.FLOAT32;
import static io.nn2fpga.importer.tflite.TfliteModelBuilder.INT16;
import static io.nn2fpga.importer.tflite.TfliteModelBuilder.INT32;
import static io.nn2fpga.importer.tflite.TfliteModelBuilder.INT8;
import static io.nn2fpga.importer.tflite.TfliteModelBuilder.UINT8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.exec.FloatExecutor;
import io.nn2fpga.importer.AxisZero;
import io.nn2fpga.importer.ImportedModel;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Node;
import io.nn2fpga.nn.NnInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TfliteImporterTest {
  private static final int ADD = 0;
  private static final int CONV_2D = 3;
  private static final int DEQUANTIZE = 6;
  private static final int FULLY_CONNECTED = 9;
  private static final int LSTM = 16;
  private static final int RESHAPE = 22;
  private static final int PACK = 83;
  private static final int NON_MAX_SUPPRESSION = 120;

  @TempDir private Path folder;

  private final TfliteModelBuilder model = new TfliteModelBuilder();

  private ImportedModel read() throws IOException {
    return read(ReadOptions.DEFAULT);
  }

  private ImportedModel read(ReadOptions options) throws IOException {
    Path file = Files.write(folder.resolve("small.tflite"), model.bytes());
    return ModelFile.read(file, options);
  }

  private static int[] shape(ImportedModel imported) {
    return imported.inputType().shape().stream().mapToInt(Integer::intValue).toArray();
  }

  private float[] run(float... input) throws IOException {
    ImportedModel imported = read();
    String output = imported.graph().outputs().get(0);
    FloatTensor x = FloatTensor.of(input, shape(imported));
    try (NnInterpreter interpreter = new NnInterpreter(imported.graph())) {
      return Objects.requireNonNull(interpreter.run(x).get(output)).data();
    }
  }

  private void convolution(int stride) {
    int x = model.tensor("x", FLOAT32, 1, 3, 3, 1);
    int w = model.floats("w", new float[] {1, 2, 3, 4}, 1, 2, 2, 1);
    int b = model.floats("b", new float[] {0.5f}, 1);
    int size = (3 + stride - 1) / stride;
    int y = model.tensor("y", FLOAT32, 1, size, size, 1);
    model
        .operator(
            CONV_2D,
            new int[] {x, w, b},
            new int[] {y},
            o -> o.number(1, stride).number(2, stride).number(4, 1).number(5, 1))
        .interfaces(new int[] {x}, new int[] {y});
  }

  @Test
  void convolutionsArePaddedAtTheEndWhereSameIsOdd() throws IOException {
    convolution(1);

    float[] y = run(1, 2, 3, 4, 5, 6, 7, 8, 9);

    assertThat(y).hasSize(9);
    assertThat(y[0]).isEqualTo(1 + 2 * 2 + 3 * 4 + 4 * 5 + 0.5f);
    assertThat(y[8]).isEqualTo(9 + 0.5f); // right and bottom are padding
  }

  @Test
  void valuesAndLayersHaveTheTensorsNames() throws IOException {
    convolution(1);

    ImportedModel imported = read();

    assertThat(imported.format()).isEqualTo("TFLite");
    assertThat(imported.graph().inputs()).containsExactly("x");
    assertThat(imported.graph().outputs()).containsExactly("y");
    assertThat(imported.inputType().shape()).containsExactly(3, 3, 1);
    assertThat(imported.graph().nodes().get(0).name()).isEqualTo("y");
    assertThat(imported.isQuantized()).isFalse();
  }

  @Test
  void allOperatorsThatAreMissingAreListed() throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 4);
    int a = model.tensor("a", FLOAT32, 1, 4);
    int b = model.tensor("b", FLOAT32, 1, 4);
    model
        .operator(LSTM, new int[] {x}, new int[] {a}, o -> {})
        .operator(NON_MAX_SUPPRESSION, new int[] {a}, new int[] {b}, o -> {})
        .interfaces(new int[] {x}, new int[] {b});

    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            DiagnosticException.class,
            e -> {
              assertThat(e.diagnostics()).extracting(d -> d.code()).hasSize(2);
              assertThat(e.diagnostics()).allMatch(d -> d.code() == Code.UNSUPPORTED_OPERATOR);
              assertThat(e.diagnostics().get(1).at())
                  .containsExactly("small.tflite, operator 1 (NON_MAX_SUPPRESSION_V4), output 'b'");
            });
  }

  @Test
  void quantizedSumsAreQuantizersAroundRealOnes() throws IOException {
    int a = model.codes("a", INT8, new float[] {0.5f}, new long[] {3}, new byte[0], 1, 2);
    int b = model.codes("b", INT8, new float[] {0.25f}, new long[] {0}, new byte[] {4, -8}, 1, 2);
    int y = model.codes("y", INT8, new float[] {1}, new long[] {-1}, new byte[0], 1, 2);
    model
        .operator(ADD, new int[] {a, b}, new int[] {y}, o -> o.choice(0, 1))
        .interfaces(new int[] {a}, new int[] {y});

    ImportedModel imported = read();

    assertThat(imported.isQuantized()).isTrue();
    assertThat(imported.graph().nodes())
        .extracting(n -> n.op().mnemonic())
        .containsExactly("dequantize", "dequantize", "add", "relu", "quantize");
    assertThat(imported.inputType()).hasToString("s8[2]");
    assertThat(run(7, 3)).containsExactly(2, -1); // (7−3)/2 + 1 = 3 and 0 − 2 → 0, z = −1
  }

  @Test
  void weightsStoredAsHalvesAreConstants() throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 2);
    byte[] halves = {0x00, 0x3c, 0x00, (byte) 0xc0}; // 1 and −2
    int h = model.codes("h", FLOAT16, new float[0], new long[0], halves, 1, 2);
    int w = model.tensor("w", FLOAT32, 1, 2);
    int y = model.tensor("y", FLOAT32, 1, 1);
    model
        .operator(DEQUANTIZE, new int[] {h}, new int[] {w}, o -> {})
        .operator(FULLY_CONNECTED, new int[] {x, w, -1}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    assertThat(run(5, 3)).containsExactly(-1);
  }

  @Test
  void weightsStoredAsCodesMakeAFloatModelHybrid() throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 2);
    int w = model.codes("w", INT8, new float[] {0.5f}, new long[] {0}, new byte[] {2, -6}, 1, 2);
    int y = model.tensor("y", FLOAT32, 1, 1);
    model
        .operator(FULLY_CONNECTED, new int[] {x, w, -1}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    ImportedModel imported = read();
    assertThat(imported.isQuantized()).isFalse();
    assertThat(imported.isHybrid()).isTrue();
    assertThat(imported.graph().nodes())
        .extracting(n -> n.op().mnemonic() + " " + n.name())
        .containsExactly("dequantize w/real", "dynamic-quantize y/dynamic-quantize", "dense y");
    assertThat(run(5, 0.99f)).containsExactly(5 - 3 * 0.99f);
    FloatTensor x0 = FloatTensor.of(new float[] {5, 0.99f}, 2);
    try (FloatExecutor executor = ModelFile.executor(imported, List.of("y"), 1)) {
      float[] hybrid = Objects.requireNonNull(executor.run(x0).get("y")).data();
      assertThat(hybrid).containsExactly(new float[] {5 - 3 * 50 / 51f}, within(1e-6f));
    }
  }

  @ParameterizedTest
  @CsvSource({"UINT8, 0, are UINT8", "INT8, 3, have the zero point 3"})
  void codesThatLiteRtReadsOtherwiseAreRefusedAsWeightsOfRealNumbers(
      String element, long zero, String reason) throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 2);
    int type = element.equals("INT8") ? INT8 : UINT8;
    int w = model.codes("w", type, new float[] {0.5f}, new long[] {zero}, new byte[] {2, 6}, 1, 2);
    int y = model.tensor("y", FLOAT32, 1, 1);
    model
        .operator(FULLY_CONNECTED, new int[] {x, w, -1}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    assertThatThrownBy(this::read)
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("its weights 'w' " + reason + ", its input is real");
  }

  @Test
  void tensorsAreTakenWholeWhereAxisZeroCountsNoSamples() throws IOException {
    int a = model.tensor("a", FLOAT32, 1, 3);
    int b = model.tensor("b", FLOAT32, 1, 3);
    int y = model.tensor("y", FLOAT32, 2, 1, 3);
    model
        .operator(PACK, new int[] {a, b}, new int[] {y}, o -> o.number(0, 2))
        .interfaces(new int[] {a, b}, new int[] {y});

    assertThat(read().graph().value("y").tensor()).hasToString("f32[2,1,3]");
    assertThat(read().inputType()).hasToString("f32[1,3]");
    assertThatThrownBy(() -> read(ReadOptions.DEFAULT.with(AxisZero.BATCH)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("axis 0 of the model's tensors does not count samples");
  }

  @Test
  void codesWhoseArithmeticIsNotKnownAreRefused() throws IOException {
    int a = model.codes("a", INT16, new float[] {0.5f}, new long[] {0}, new byte[0], 1, 2);
    int y = model.codes("y", INT16, new float[] {1}, new long[] {0}, new byte[0], 1, 2);
    model
        .operator(ADD, new int[] {a, a}, new int[] {y}, o -> {})
        .interfaces(new int[] {a}, new int[] {y});

    assertThatThrownBy(this::read)
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("its arithmetic on codes of type INT16 is not known to the last bit");
  }

  @Test
  void anOperandThatIsComputedLaterIsNoticed() throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 4);
    int a = model.tensor("a", FLOAT32, 1, 4);
    int y = model.tensor("y", FLOAT32, 1, 4);
    model
        .operator(ADD, new int[] {x, y}, new int[] {a}, o -> {})
        .operator(ADD, new int[] {a, x}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    assertThatThrownBy(this::read)
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("operator 0 (ADD) reads 'y', which is not computed before");
  }

  @Test
  void aShapeThatTheFileGetsWrongIsNoticed() throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 4);
    int y = model.tensor("y", FLOAT32, 1, 5);
    model
        .operator(ADD, new int[] {x, x}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    assertThatThrownBy(this::read)
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("its result is [4], but 'y' is [1, 5]");
  }

  @Test
  void constantsOfTheWrongSizeAreNoticed() throws IOException {
    int x = model.tensor("x", FLOAT32, 1, 4);
    int w = model.codes("w", INT32, new float[0], new long[0], new byte[7], 2);
    int y = model.tensor("y", FLOAT32, 1, 4);
    model
        .operator(RESHAPE, new int[] {x, w}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    assertThatThrownBy(this::read)
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("tensor 'w' of 2 INT32 has 7 bytes");
  }

  @Test
  void namesThatOccurTwiceAreToldApart() throws IOException {
    int x = model.tensor("same", FLOAT32, 1, 4);
    int y = model.tensor("same", FLOAT32, 1, 4);
    model
        .operator(ADD, new int[] {x, x}, new int[] {y}, o -> {})
        .interfaces(new int[] {x}, new int[] {y});

    assertThat(read().graph().nodes()).extracting(Node::output).containsExactly("same_1");
  }
}
