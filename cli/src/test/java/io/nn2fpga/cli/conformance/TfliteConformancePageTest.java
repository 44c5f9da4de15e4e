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

            ## Dynamic range

            Where only the weights of a CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV or FULLY_CONNECTED are codes, LiteRT makes codes of
            the activations as they come ("hybrid" kernels). `evaluate` does so too, with the same choice of `--tflite-kernels`:

            | operator | codes of the input | a scale for each | sum to real number |
            | --- | --- | --- | --- |
            | all with `xnnpack`, except the next | XNNPACK's `qd8` | sample; row of a fully connected layer; place of a 1×1 convolution without stride and groups | fma(acc·s_x, s_w, bias) |
            | DEPTHWISE_CONV_2D, and CONV_2D with 4-bit weights, with `xnnpack` | as `builtin` | sample | as `builtin` |
            | CONV_2D of one weight scale and group | symmetric | sample | acc·(s_x·s_w) + bias |
            | other CONV_2D | with zero point | sample | `builtin`, one group: acc·(s_x·s_w) + bias; else (acc·s_w)·s_x + bias |
            | DEPTHWISE_CONV_2D | with zero point | sample | `builtin`: (acc·s_w)·s_x + bias; `reference`: acc·(s_x·s_w) + bias |
            | FULLY_CONNECTED | as `asymmetric_quantize_inputs` says | row | acc·(s_x·s_w) + bias |
            | TRANSPOSE_CONV | with zero point | sample | acc·(s_x·s_w) + bias |

            `KernelArithmeticTest` holds these in every value too; two only to binary32's rounding: TRANSPOSE_CONV without `xnnpack`,
            whose kernels add in an order of their own, and with it the bias of several rows. Depthwise convolutions by real weights,
            which such models have in between, add in the order of the kernels (with `xnnpack` one result a channel, at most 25 taps),
            because a last bit there may tip a code behind; what else is real is not, so a code may tip now and then.

            `build` and `quantize` take such a model as the float network that its weights stand for, and quantize that: scales of a
            circuit do not follow the sample. UINT8 weights and zero points of weights are refused there: LiteRT reads the bytes as
            signed ones, and no zero point.

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
