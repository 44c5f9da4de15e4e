package io.nn2fpga.importer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.diag.Code;
import io.nn2fpga.diag.Diagnostic;
import io.nn2fpga.diag.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a model file is damaged, it is imported or refused by a diagnostic, nothing else. */
final class CorruptModelsTest {
  private static final Path LENET = Path.of("..", "examples", "mnist-lenet", "model.onnx");

  @TempDir private Path folder;

  /** Whether the damaged file still imports. */
  private boolean imports(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("damaged.onnx"), bytes);
    try {
      assertThat(OnnxImporter.read(file).graph().nodes()).isNotEmpty();
      return true;
    } catch (DiagnosticException e) {
      for (Diagnostic diagnostic : e.diagnostics()) {
        assertThat(diagnostic.message()).isNotBlank().doesNotContain("null");
        assertThat(diagnostic.at()).isNotEmpty();
      }
      return false;
    }
  }

  @Test
  void flippedBitsAreNoticedOrHarmless() throws IOException {
    byte[] model = Files.readAllBytes(LENET);
    Random random = new Random(1);
    int refused = 0;
    for (int run = 0; run < 600; run++) {
      byte[] damaged = model.clone();
      int flips = 1 + random.nextInt(8);
      for (int i = 0; i < flips; i++) {
        // Nodes and attributes stand in the first kilobytes and the input's shape at the end;
        // the weights between make most of the file.
        int region = random.nextInt(3);
        int place =
            region == 0
                ? random.nextInt(3000)
                : region == 1
                    ? model.length - 1 - random.nextInt(200)
                    : random.nextInt(model.length);
        damaged[place] ^= (byte) (1 << random.nextInt(8));
      }
      refused += imports(damaged) ? 0 : 1;
    }
    assertThat(refused).isBetween(200, 599);
  }

  @Test
  void truncatedModelsAreRefused() throws IOException {
    byte[] model = Files.readAllBytes(LENET);
    Random random = new Random(2);
    for (int run = 0; run < 200; run++) {
      int length = run < 100 ? run : random.nextInt(model.length);
      assertThat(imports(Arrays.copyOf(model, length))).as("%s bytes", length).isFalse();
    }
  }

  @Test
  void noiseIsRefused() throws IOException {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      byte[] noise = new byte[1 + random.nextInt(300)];
      random.nextBytes(noise);
      Path file = Files.write(folder.resolve("noise.onnx"), noise);
      try {
        OnnxImporter.read(file);
        throw new AssertionError("noise was imported");
      } catch (DiagnosticException e) {
        assertThat(e.diagnostics()).extracting(Diagnostic::code).containsOnly(Code.MALFORMED_FILE);
      }
    }
  }
}
