package io.nn2fpga.importer.stablehlo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.importer.ModelFile;
import io.nn2fpga.importer.ReadOptions;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user is told about programs that cannot be imported; the whole text. */
class StableHloErrorsTest {
  private static final int CORRUPTIONS = 1000;

  @TempDir private Path folder;

  private String errors(String program) throws IOException {
    Path file = folder.resolve("net.mlir");
    Files.writeString(file, program);
    return String.valueOf(
        Objects.requireNonNull(
                catchThrowableOfType(
                    DiagnosticException.class, () -> ModelFile.read(file, ReadOptions.DEFAULT)))
            .getMessage());
  }

  private static String main(String signature, String... lines) {
    return "func.func public @main(" + signature + " {\n  " + String.join("\n  ", lines) + "\n}\n";
  }

  @Test
  void allOperationsWithoutFormAreListed() throws IOException {
    assertThat(
            errors(
                main(
                    "%arg0: tensor<1x4xf32>) -> tensor<1x4xf32>",
                    "%0 = stablehlo.cbrt %arg0 : tensor<1x4xf32>",
                    "%1 = stablehlo.cosine %arg0 : tensor<1x4xf32>",
                    "%2 = \"stablehlo.sort\"(%1) <{dimension = 1 : i64}> ({",
                    "^bb0(%a: tensor<f32>, %b: tensor<f32>):",
                    "  %5 = stablehlo.compare LT, %a, %b, FLOAT :"
                        + " (tensor<f32>, tensor<f32>) -> tensor<i1>",
                    "  stablehlo.return %5 : tensor<i1>",
                    "}) : (tensor<1x4xf32>) -> tensor<1x4xf32>",
                    "%3 = stablehlo.add %0, %2 : tensor<1x4xf32>",
                    "return %3 : tensor<1x4xf32>")))
        .isEqualTo(
            """
            error[unsupported-operator]: 'cbrt' of these operands has no hardware form
              at net.mlir:2, %0 = stablehlo.cbrt
              hint: end the function before this operation, or replace it; docs/operators.md lists what is built
            error[unsupported-operator]: 'sort' of these operands has no hardware form
              at net.mlir:4, %2 = stablehlo.sort
              hint: end the function before this operation, or replace it; docs/operators.md lists what is built
            error[unsupported-operator]: 'cosine' of these operands has no hardware form
              at net.mlir:3, %1 = stablehlo.cosine
              hint: end the function before this operation, or replace it; docs/operators.md lists what is built""");
  }

  @Test
  void parametersAsArgumentsAreRefused() throws IOException {
    assertThat(
            errors(
                main(
                    "%arg0: tensor<4x2xf32>, %arg1: tensor<1x4xf32>) -> tensor<1x2xf32>",
                    "%0 = stablehlo.dot_general %arg1, %arg0, contracting_dims = [1] x [0] :"
                        + " (tensor<1x4xf32>, tensor<4x2xf32>) -> tensor<1x2xf32>",
                    "return %0 : tensor<1x2xf32>")))
        .isEqualTo(
            """
            error[unsupported-model]: function 'main' has 2 arguments instead of 1
              at net.mlir:1
              hint: let the function close over its parameters: jax.jit(lambda x: f(parameters, x))""");
  }

  @Test
  void aBatchIsRefused() throws IOException {
    assertThat(
            errors(
                main(
                    "%arg0: tensor<8x4x4x1xf32>) -> tensor<8x4x4x1xf32>",
                    "%0 = stablehlo.negate %arg0 : tensor<8x4x4x1xf32>",
                    "return %0 : tensor<8x4x4x1xf32>")))
        .isEqualTo(
            """
            error[unsupported-model]: the argument is tensor<8x4x4x1xf32>
              at net.mlir:1, %arg0
              hint: lower the function for a batch of 1; the accelerator sees one sample at a time""");
  }

  @Test
  void freeExtentsAreAllListed() throws IOException {
    assertThat(
            errors(
                main(
                    "%arg0: tensor<?x4xf32>) -> tensor<1x4xf32>",
                    "%0 = stablehlo.negate %arg0 : tensor<?x4xf32>",
                    "return %0 : tensor<1x4xf32>")))
        .isEqualTo(
            """
            error[unknown-shape]: a type with a free extent, tensor<?x4xf32>
              at net.mlir:1
              hint: lower the function for an argument of fixed shape: one sample, batch 1
            error[unknown-shape]: a type with a free extent, tensor<?x4xf32>
              at net.mlir:2, %0 = stablehlo.negate
              hint: lower the function for an argument of fixed shape: one sample, batch 1""");
  }

  @Test
  void aSyntaxErrorHasAPlace() throws IOException {
    assertThat(errors("module @m {\n  func.func @main(%x: tensor<4xf32>) -> {\n}\n"))
        .isEqualTo(
            """
            error[malformed-file]: this is not the text of a StableHLO program: unexpected '{'
              at net.mlir:2:41
              hint: write the file with jax.jit(f).lower(x).as_text(); docs/operators.md lists what is read""");
  }

  @Test
  void transposedConvolutionsAreRefused() throws IOException {
    assertThat(
            errors(
                main(
                    "%arg0: tensor<1x4x4x1xf32>) -> tensor<1x8x8x1xf32>",
                    "%cst = stablehlo.constant dense<1.0> : tensor<3x3x1x1xf32>",
                    "%0 = stablehlo.convolution(%arg0, %cst) dim_numbers ="
                        + " [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1],"
                        + " pad = [[1, 2], [1, 2]], lhs_dilate = [2, 2]} {feature_group_count = 1"
                        + " : i64} : (tensor<1x4x4x1xf32>, tensor<3x3x1x1xf32>) ->"
                        + " tensor<1x8x8x1xf32>",
                    "return %0 : tensor<1x8x8x1xf32>")))
        .isEqualTo(
            """
            error[unsupported-attribute]: a transposed convolution
              at net.mlir:3, %0 = stablehlo.convolution
              hint: replace it by a convolution without lhs_dilate and batch_group_count""");
  }

  @Test
  void functionsThatCallEachOtherEndlesslyAreRefused() throws IOException {
    assertThat(
            errors(
                main(
                        "%arg0: tensor<4xf32>) -> tensor<4xf32>",
                        "%0 = call @f(%arg0) : (tensor<4xf32>) -> tensor<4xf32>",
                        "return %0 : tensor<4xf32>")
                    + "func.func private @f(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
                    + "  %0 = func.call @f(%x) : (tensor<4xf32>) -> tensor<4xf32>\n"
                    + "  return %0 : tensor<4xf32>\n}\n"))
        .isEqualTo(
            """
            error[malformed-file]: function 'f' calls itself
              at net.mlir:6, %0 = func.call""");
  }

  @Test
  void deepBracketsAreRefusedBeforeTheyAreParsed() throws IOException {
    assertThat(errors("module @m attributes {a = " + "[".repeat(100_000)))
        .isEqualTo(
            """
            error[malformed-file]: brackets nested more than 100 deep
              at net.mlir:1:126
              hint: write the file with jax.jit(f).lower(x).as_text(); docs/operators.md lists what is read""");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.mlir");

    assertThatThrownBy(() -> ModelFile.read(file, ReadOptions.DEFAULT))
        .hasMessage("error[file-not-found]: there is no such file\n  at " + file);
  }

  /** Bytes changed, pieces removed, doubled or cut off: a diagnostic or a graph, nothing else. */
  @Test
  void corruptProgramsEndInADiagnostic() throws IOException, URISyntaxException {
    Random random = new Random(20261125);
    Path file = folder.resolve("corrupt.mlir");
    String[] words = {"99999999", "tensor<", "}", "%0", "dense<", "\"0x00", "x", "-1", "[[", "f64"};
    String[] cases = {"channels_last", "channels_first", "perceptron", "sequence"};
    int refused = 0;
    for (int i = 0; i < CORRUPTIONS; i++) {
      Path model =
          Path.of(
              Objects.requireNonNull(
                      StableHloErrorsTest.class.getResource(
                          cases[i % cases.length] + "/model.mlir"))
                  .toURI());
      StringBuilder text = new StringBuilder(Files.readString(model, StandardCharsets.ISO_8859_1));
      int changes = 1 + random.nextInt(3);
      for (int k = 0; k < changes; k++) {
        corrupt(text, random, words);
      }
      Files.writeString(file, text, StandardCharsets.ISO_8859_1);
      try {
        ModelFile.read(file, ReadOptions.DEFAULT);
      } catch (DiagnosticException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(CORRUPTIONS / 2);
  }

  private static void corrupt(StringBuilder text, Random random, String[] words) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(40));
    switch (random.nextInt(5)) {
      case 0 -> text.setCharAt(at, (char) random.nextInt(256));
      case 1 -> text.delete(at, end);
      case 2 -> text.insert(at, text.substring(at, end));
      case 3 -> text.insert(at, words[random.nextInt(words.length)]);
      default -> text.setLength(Math.max(1, at));
    }
  }
}
