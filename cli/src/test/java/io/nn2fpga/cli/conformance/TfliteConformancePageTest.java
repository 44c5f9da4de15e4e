package io.nn2fpga.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.conformance.CaseResult.Outcome;
import io.nn2fpga.importer.tflite.TfliteImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * TFLite's operator tests: what is claimed passes, the rest is refused. {@code
 * docs/tflite-conformance.md} is generated; {@code -Dnn2fpga.update.docs=true} rewrites it.
 */
@Tag("shared")
final class TfliteConformancePageTest {
  private static final Path PAGE = Path.of("..", "docs", "tflite-conformance.md");

  @Test
  void whatIsClaimedPassesAndThePageSaysSo() throws IOException {
    Path cases = Path.of(System.getenv("NN2FPGA_SHARED"), "models", "tflite-op-tests");
    List<CaseResult> results = Conformance.run(cases);
    Set<String> operators = TfliteImporter.operators();
    List<CaseResult> claimed =
        results.stream().filter(r -> operators.contains(r.operator())).toList();
    String current = page(results, operators);
    if (Boolean.getBoolean("nn2fpga.update.docs")) {
      Files.writeString(PAGE, current);
    }
    assertThat(results).filteredOn(CaseResult::isWrong).isEmpty();
    assertThat(results).allMatch(r -> r.outcome() == Outcome.PASSED || r.reason() != null);
    assertThat(share(claimed)).isGreaterThanOrEqualTo(0.95);
    assertThat(claimed).hasSizeGreaterThan(70);
    assertThat(PAGE).content().isEqualTo(current);
  }

  private static double share(List<CaseResult> results) {
    long passed = results.stream().filter(r -> r.outcome() == Outcome.PASSED).count();
    return (double) passed / results.size();
  }

  private static String page(List<CaseResult> results, Set<String> operators) {
    StringBuilder text =
        new StringBuilder(
            """
            # TFLite conformance

            Generated; see [development.md](development.md). What `nn2fpga conformance` says of 77 single-operator models from
            halide/Halide (`apps/hannk/test`, uint8) and pytorch/glow (`tests/models/tfliteModels`, float32), with results of LiteRT
            2.3.0's built-in kernels: each is imported and run at the nn level. Passed: codes, integers and truth values exactly, other
            numbers within 1e-7 + 1e-3·|expected|. Unsupported: stopped by a diagnostic.

            An operator that imports need not have hardware: `build` refuses what has none.

            ## Codes

            Quantized operators are computed from codes, as one of three kernel sets does it (`--tflite-kernels`): `xnnpack`, what
            LiteRT runs by default; `builtin`, its own optimized kernels without a delegate; `reference`. `KernelArithmeticTest` holds
            the arithmetic of 8-bit codes, signed and unsigned, against LiteRT 2.3.0 on x86 in every value. An operator whose last bit
            is not known is refused on codes: 16-bit sums and products, HARD_SWISH, RESIZE_BILINEAR and others; of MEAN with xnnpack
            only that of equal scales.

            """);
    ConformanceTable table = new ConformanceTable(results);
    text.append("## Cases\n\n");
    row(text, ConformanceTable.HEAD);
    row(text, ConformanceTable.HEAD.stream().map(h -> "---").toList());
    table.rows().forEach(row -> row(text, row));
    row(text, table.total());
    for (CaseResult result : results) {
      if (result.outcome() != Outcome.PASSED) {
        text.append(
            String.format(
                Locale.ROOT,
                "%n`%s`: %s (%s)%n",
                result.name(),
                result.reason(),
                result.outcome()));
      }
    }
    Set<String> others = new TreeSet<>(operators);
    results.forEach(r -> others.remove(r.operator()));
    text.append("\n## Operators that import and have no case\n\n");
    text.append(String.join(", ", others)).append('\n');
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
