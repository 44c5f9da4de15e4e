package io.nn2fpga.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.CommandLineRun;
import io.nn2fpga.importer.npy.NpyArray;
import io.nn2fpga.importer.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpectedOutputTest {
  private static final Path KWS = Path.of("..", "examples", "kws-int8");
  private static final Path MLP = Path.of("..", "examples", "mnist-mlp");

  @TempDir private Path folder;

  private static CommandLineRun evaluate(Path model, Path input, Path expected, String... rest) {
    String[] first = {
      "evaluate", model.toString(), "--input", input.toString(), "--expect", expected.toString()
    };
    String[] all = new String[first.length + rest.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return CommandLineRun.of(Map.of(), Path.of("").toAbsolutePath(), all);
  }

  private static CommandLineRun kws(String golden, String... rest) {
    return evaluate(
        KWS.resolve("model.tflite"), KWS.resolve("golden_input.npy"), KWS.resolve(golden), rest);
  }

  @Test
  void theIntegerNetworkOfATfliteModelEqualsItsKernels() {
    CommandLineRun run = kws("golden_output_xnnpack.npy");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("at level int")
        .contains("largest difference  0")
        .contains("passed: every value equal");
    assertThat(kws("golden_output_builtin.npy", "--tflite-kernels", "builtin").exitCode()).isZero();
  }

  @Test
  void otherKernelsGiveOtherCodesWhichATolerancePasses() {
    CommandLineRun run = kws("golden_output_builtin.npy");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("failed: every value equal");
    assertThat(kws("golden_output_builtin.npy", "--tolerance", "20").exitCode()).isZero();
  }

  @Test
  void aFloatModelIsComparedAtLevelNn() {
    Path model = MLP.resolve("model.onnx");
    Path input = MLP.resolve("golden_input.npy");
    Path golden = MLP.resolve("golden_output.npy");
    CommandLineRun run = evaluate(model, input, golden);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("at level nn");
    CommandLineRun integer = evaluate(model, input, golden, "--level", "int");
    assertThat(integer.exitCode()).isEqualTo(1);
    assertThat(integer.err()).contains("a float model has no integer form of its own");
  }

  @Test
  void dataOfAnotherShapeOrTypeAreNamed() throws IOException {
    Path few = folder.resolve("few.npy");
    NpyFile.write(few, NpyArray.ofFloats(new float[] {1, 2}, 2, 1));
    CommandLineRun run = evaluate(KWS.resolve("model.tflite"), few, few);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("data of shape [2, 1]").contains("few.npy");
    Path halves = folder.resolve("halves.npy");
    NpyFile.write(halves, NpyArray.ofFloats(new float[490], 1, 49, 10, 1));
    float[] numbers = new float[490];
    numbers[7] = 0.5f;
    NpyFile.write(halves, NpyArray.ofFloats(numbers, 1, 49, 10, 1));
    Path twelve = folder.resolve("twelve.npy");
    NpyFile.write(twelve, NpyArray.ofFloats(new float[12], 1, 12));
    CommandLineRun codes = evaluate(KWS.resolve("model.tflite"), halves, twelve);
    assertThat(codes.err()).contains("the number 0.5 in sample 0 is no code of s8");
  }

  @Test
  void bothFilesAreNeeded() {
    CommandLineRun run =
        CommandLineRun.of(
            Map.of(),
            Path.of("").toAbsolutePath(),
            "evaluate",
            KWS.resolve("model.tflite").toString(),
            "--input",
            "x.npy");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--input is given alone");
  }
}
