package io.nn2fpga.cli.folding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.boards.Board;
import io.nn2fpga.boards.Boards;
import io.nn2fpga.fold.FoldingPlan;
import io.nn2fpga.fold.FoldingProblem;
import io.nn2fpga.fold.FoldingSolver;
import io.nn2fpga.fold.LayerGroup;
import io.nn2fpga.ir.Graph;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The folding of 40 layers: how good, how fast, and what a user is told when it does not fit. */
class LargeNetworkTest {
  /** Of one core; measured 1 to 3 s, with room for a busy machine's slower cores. */
  private static final double MOST_SECONDS = 30;

  private static final Graph NETWORK = LargeNetwork.of(96, 0.35, 8);

  private static FoldingPlan solve(Graph network, String name, double utilization) {
    Board board = Boards.find(name);
    return FoldingSolver.solve(
        new FoldingProblem(
            network, name, board.family(), board.resources(), utilization, board.clockMhz(), null));
  }

  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }

  @Test
  void aBudgetThatBindsIsUsedOptimallyInSecondsAndAlwaysEqually() {
    assertThat(LayerGroup.of(NETWORK)).hasSize(40);
    double start = cpuSeconds();
    FoldingPlan plan = solve(NETWORK, "zcu104", 0.3);
    assertThat(cpuSeconds() - start).isLessThan(MOST_SECONDS);
    assertThat(plan.gap()).isLessThan(0.02);
    // Slower than what the input's pixels allow: the board is what stops it.
    assertThat(plan.lowerBound()).isGreaterThan(96 * 96);
    assertThat(solve(NETWORK, "zcu104", 0.3)).isEqualTo(plan);
  }

  /** The whole message, but for figures that follow from a family's costs. */
  private static void assertDoesNotFit(String board, double utilization, String message) {
    double start = cpuSeconds();
    assertThatThrownBy(() -> solve(NETWORK, board, utilization))
        .hasMessageMatching(Pattern.quote(message).replace("#", "\\E[0-9.]+\\Q"));
    assertThat(cpuSeconds() - start).isLessThan(MOST_SECONDS);
  }

  @Test
  void saysWhatIsOverAndWhereIfNoShareOfTheBoardIsEnough() {
    assertDoesNotFit(
        "ulx3s-25f",
        1,
        """
        error[does-not-fit]: the network does not fit 100 % of ulx3s-25f: # LUT needed, 24288 allowed; \
        # DSP needed, 28 allowed; # BRAM36 needed, 28 allowed
          hint: choose a larger board, fewer bits, or a smaller network; of DSP, layer 'conv16' \
        takes most: #""");
  }

  @Test
  void saysWhatIsOverAndWhichShareOfTheBoardIsEnough() {
    assertDoesNotFit(
        "zcu104",
        0.05,
        """
        error[does-not-fit]: the network does not fit 5 % of zcu104: # LUT needed, 11520 allowed; \
        # FF needed, 23040 allowed; # DSP needed, 86 allowed; # BRAM36 needed, 15.5 allowed
          hint: the smallest folding fits with --utilization #""");
  }
}
