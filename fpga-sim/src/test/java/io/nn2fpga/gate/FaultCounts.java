package io.nn2fpga.gate;

import static org.assertj.core.api.Assertions.assertThat;

/** What became of faults of one kind, and what has to hold of it. */
final class FaultCounts {
  private final String what;
  private int faults;
  private int reached;
  private int noticed;
  private int elsewhere;

  FaultCounts(String what) {
    this.what = what;
  }

  /**
   * Counts a fault.
   *
   * @param right digest of all registers in all cycles without a fault
   */
  void add(GateCheck.Answers answers, String right) {
    faults++;
    if (answers.difference() != null) {
      noticed++;
      reached++;
    } else if (!answers.found().digest().equals(right)) {
      elsewhere++;
      reached++;
    }
  }

  /**
   * Of the faults that ever changed a register, all but those that only changed registers without a
   * name in the Verilog have been noticed: one in twenty at most.
   *
   * @return how many are noticed
   */
  int areNoticed() {
    System.out.printf(
        "%s: of %d faults %d never reach a register, %d only ones without a name, %d are noticed%n",
        what, faults, faults - reached, elsewhere, noticed);
    assertThat(elsewhere).as(what).isLessThanOrEqualTo(noticed / 20);
    return noticed;
  }
}
