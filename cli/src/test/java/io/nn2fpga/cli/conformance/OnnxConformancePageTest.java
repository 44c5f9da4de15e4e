package io.nn2fpga.cli.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.cli.conformance.CaseResult.Outcome;
import io.nn2fpga.importer.onnx.OnnxImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ONNX project's node tests: what is claimed passes, the rest is refused. {@code
 * docs/onnx-conformance.md} is generated; {@code -Dnn2fpga.update.docs=true} rewrites it.
 */
@Tag("shared")
final class OnnxConformancePageTest {
  private static final Path PAGE = Path.of("..", "docs", "onnx-conformance.md");

  @Test
  void whatIsClaimedPassesAndThePageSaysSo() throws IOException {
    Path cases = Path.of(System.getenv("NN2FPGA_SHARED"), "models", "onnx-node-tests");
    List<CaseResult> results = Conformance.run(cases);
    Set<String> operators = OnnxImporter.operators();
    List<CaseResult> claimed =
        results.stream().filter(r -> operators.contains(r.operator())).toList();
    List<CaseResult> others =
        results.stream().filter(r -> !operators.contains(r.operator())).toList();
    String current = page(claimed, others);
    if (Boolean.getBoolean("nn2fpga.update.docs")) {
      Files.writeString(PAGE, current);
    }
    assertThat(results).filteredOn(CaseResult::isWrong).isEmpty();
    assertThat(others).allMatch(r -> r.outcome() == Outcome.UNSUPPORTED);
    assertThat(results).allMatch(r -> r.outcome() == Outcome.PASSED || r.reason() != null);
    assertThat(share(claimed)).isGreaterThanOrEqualTo(0.95);
    assertThat(claimed).hasSizeGreaterThan(300);
    assertThat(PAGE).content().isEqualTo(current);
  }

  private static double share(List<CaseResult> results) {
    long passed = results.stream().filter(r -> r.outcome() == Outcome.PASSED).count();
    return (double) passed / results.size();
  }

  private static String page(List<CaseResult> claimed, List<CaseResult> others) {
    StringBuilder text =
        new StringBuilder(
            """
            # ONNX conformance

            Generated; see [development.md](development.md). What `nn2fpga conformance` says of 428 single-node cases of the ONNX
            project's backend test (onnx 1.23.2): each is imported and run at the nn level. Passed: every number within
            1e-7 + 1e-3·|expected|, which is that test's own tolerance, integers and truth values exactly, as numbers of the expected
            element type. Bound: of the passed ones, those with inputs (shapes, axes, weights) that the import took from the case's
            data as constants, as `--bind` does. Unsupported: stopped by a diagnostic.

            An operator that imports need not have hardware: `build` refuses what has none.
            [operators.md](operators.md) lists what there is.

            """);
    ConformanceTable table = new ConformanceTable(claimed);
    text.append(String.format("%.1f %% of the cases of operators", 100 * share(claimed)));
    text.append(" that import pass.\n\n");
    row(text, ConformanceTable.HEAD);
    row(text, ConformanceTable.HEAD.stream().map(h -> "---").toList());
    table.rows().forEach(row -> row(text, row));
    row(text, table.total());
    text.append("\n## Cases of these operators that are refused\n\n");
    row(text, List.of("case", "reason"));
    row(text, List.of("---", "---"));
    claimed.stream()
        .filter(r -> r.outcome() != Outcome.PASSED)
        .forEach(r -> row(text, List.of(r.name(), String.valueOf(r.reason()))));
    text.append("\n## Operators that do not import\n\n");
    row(text, List.of("operator", "cases", "reason"));
    row(text, List.of("---", "---", "---"));
    for (List<String> row : new ConformanceTable(others).rows()) {
      String reason =
          others.stream()
              .filter(r -> r.operator().equals(row.get(0)))
              .map(r -> String.valueOf(r.reason()))
              .findFirst()
              .orElseThrow();
      row(text, List.of(row.get(0), row.get(1), reason));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
