package io.nn2fpga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.lower.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/passes.md} is generated; {@code -Dnn2fpga.update.docs=true} rewrites it. */
class PassesPageTest {
  private static final Path PAGE = Path.of("..", "docs", "passes.md");

  @Test
  void thePageListsThePassesInTheirOrder() throws IOException {
    String current = page();
    if (Boolean.getBoolean("nn2fpga.update.docs")) {
      Files.writeString(PAGE, current);
    }
    assertThat(PAGE).content().isEqualTo(current);
  }

  private static String page() {
    return """
        # Passes

        Generated from `io.nn2fpga.lower.Pipelines`; see [development.md](development.md).

        A pass takes a graph and gives another one of the same meaning, or the same instance when there is nothing to do.
        `hls-templates/src/test/ir/PASS/` has graphs before and after each; `build --verify-passes` checks the graph after each.

        ## nn to nn: simplification

        %s
        With `--equalize` also:

        %s
        Then calibration observes the values that are left, and quantization takes nn to int, node by node.

        ## nn to nn: quantized models

        %s
        Then every code is lowered to what gives it exactly.

        ## int to int

        %s
        Then the folding is solved, and streaming takes int to flow with it.
        """
        .formatted(
            table(Pipelines.simplificationSteps()),
            table(Pipelines.equalizationSteps()),
            table(Pipelines.quantizedSimplificationSteps()),
            table(Pipelines.integerSimplificationSteps()));
  }

  private static String table(List<Pipelines.Step> steps) {
    StringBuilder text =
        new StringBuilder("| pass | what it does | why here |\n| --- | --- | --- |\n");
    for (Pipelines.Step step : steps) {
      text.append(
          "| `%s` | %s | %s |\n"
              .formatted(step.pass().name(), step.pass().description(), step.reason()));
    }
    return text.toString();
  }
}
