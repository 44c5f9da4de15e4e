package io.nn2fpga.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.CpSolverStatus;
import com.google.ortools.sat.IntVar;
import org.junit.jupiter.api.Test;

class SolverLibraryTest {

  @Test
  void makesTheSolverUsable() {
    SolverLibrary.load();
    SolverLibrary.load();

    CpModel model = new CpModel();
    IntVar x = model.newIntVar(0, 10, "x");
    model.addLessOrEqual(x, 7);
    model.maximize(x);
    CpSolver solver = new CpSolver();

    assertThat(solver.solve(model)).isEqualTo(CpSolverStatus.OPTIMAL);
    assertThat(solver.value(x)).isEqualTo(7);
  }
}
