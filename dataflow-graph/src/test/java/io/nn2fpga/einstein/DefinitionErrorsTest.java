package io.nn2fpga.einstein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nn2fpga.diag.DiagnosticException;
import io.nn2fpga.ir.FloatTensor;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a user is told about definitions that cannot be built; the whole text. */
class DefinitionErrorsTest {
  private static final String HINT = "\n  hint: ";

  private static String errors(String text) {
    return message(() -> DefinitionFile.parse("ops.txt", text));
  }

  private static String expansion(String parameters, String statements, Operand... operands) {
    Definition definition =
        DefinitionFile.parse("ops.txt", "def f(" + parameters + ") -> (Y) {\n" + statements + "\n}")
            .get(0);
    return message(() -> Expansion.of(definition, List.of("node 'n'"), true, List.of(operands)));
  }

  private static String message(org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
    return String.valueOf(
        Objects.requireNonNull(catchThrowableOfType(DiagnosticException.class, code)).getMessage());
  }

  private static Operand computed(Integer... dims) {
    return new Operand(List.of(dims), null);
  }

  @Test
  void syntaxErrorsHaveAPlace() {
    assertThat(errors("def f(float(N) X) -> (Y) {\n  Y(n) = X(n) +\n}"))
        .isEqualTo(
            "error[malformed-file]: unexpected '}'\n  at ops.txt:3:1"
                + HINT
                + "docs/custom-operators.md describes the notation");
  }

  @Test
  void allMistakesOfAFileAreListed() {
    assertThat(
            errors(
                """
                def f(float(N,C) X, int(C) A) -> (Y) {
                  Y(n,c) += X(n,c) * B(c)
                  Z(n,c) = X(n,c+1) + X(n) + max(A(c))
                  X(n,c) = Z(n,n)
                }
                def g(float(N) X) -> (Y) { }
                """))
        .isEqualTo(
            """
            error[malformed-file]: a parameter of type 'int'
              at ops.txt:1:21
              hint: all are float
            error[malformed-file]: an assignment by '+='
              at ops.txt:2:10
              hint: write =, or a reduction that starts anew: +=!, max=!, min=!
            error[malformed-file]: 'B' is no tensor and no function
              at ops.txt:2:22
              hint: did you mean 'A'? functions: abs, exp, log, max, min, pow, relu, sigmoid, sqrt, tanh
            error[malformed-file]: 'c+1' is no plain index
              at ops.txt:3:16
              hint: windows are no custom operators: use a convolution or a pool of the model
            error[malformed-file]: 'X' has 2 axes
              at ops.txt:3:23
            error[malformed-file]: max of 1 operands
              at ops.txt:3:30
              hint: max takes 2
            error[malformed-file]: 'X' has a value already
              at ops.txt:4:3
              hint: give the statement another name
            error[malformed-file]: an index stands twice in Z(n,n)
              at ops.txt:4:12
            error[malformed-file]: no statement gives the result 'Y'
              at ops.txt:6:23""");
  }

  @Test
  void endlessFormulasAreRefused() {
    assertThat(errors("def f(float(N) X) -> (Y) { Y(n) = " + "(".repeat(100_000)))
        .isEqualTo(
            "error[malformed-file]: a statement of more than 200 operators and parentheses\n"
                + "  at ops.txt:1:235"
                + HINT
                + "docs/custom-operators.md describes the notation");
  }

  @Test
  void operandsHaveToFitTheParameters() {
    assertThat(
            expansion(
                "float(N,C) X, float(N,C) Z",
                "Y(n,c) = X(n,c) + Z(n,c)",
                computed(1, 3),
                computed(1, 4)))
        .isEqualTo(
            """
            error[unsupported-operator]: the extent 'C' is 3, but 4 for 'Z'
              at node 'n'
              at ops.txt:1:21, operator 'f'""");
    assertThat(expansion("float(N,C) X", "Y(n,c) = X(n,c) + 1", computed(1, 3, 3)))
        .isEqualTo(
            """
            error[unsupported-operator]: an operand of extents [1, 3, 3] for 'X'
              at node 'n'
              at ops.txt:1:7, operator 'f'
              hint: the parameter has 2 axes""");
  }

  @Test
  void whatIsBeyondTheFormsIsRefused() {
    Operand image = computed(1, 3, 4, 4);
    assertThat(expansion("float(N,C,H,W) X", "Y(n,h,w) max=! X(n,c,h,w)", image))
        .isEqualTo(
            """
            error[unsupported-operator]: an extremum over the channels, 'c'
              at node 'n'
              at ops.txt:2:1, operator 'f'
              hint: extrema over rows and columns are built, as max pools""");
    assertThat(expansion("float(N,C,H,W) X", "Y(n,c) = X(n,c,h,w)", image))
        .isEqualTo(
            """
            error[unsupported-operator]: the indices [h, w] are only on the right
              at node 'n'
              at ops.txt:2:1, operator 'f'
              hint: say how the terms are combined: +=!, max=! or min=!""");
    assertThat(expansion("float(N,C,H,W) X", "Y(c,h,w) +=! X(n,c,h,w)", image))
        .isEqualTo(
            """
            error[unsupported-operator]: the batch 'n' is not the first index of the target
              at node 'n'
              at ops.txt:2:1, operator 'f'
              hint: the accelerator sees one sample at a time""");
    assertThat(
            expansion(
                "float(N,C,H,W) X, float(N,C) Z",
                "Y(n,c,h,w) = pow(X(n,c,h,w), X(n,c,h,w) + Z(n,c))",
                image,
                computed(1, 3)))
        .isEqualTo(
            """
            error[unsupported-operator]: 'pow' of two computed values
              at node 'n'
              at ops.txt:2:14, operator 'f'
              hint: of two computed values, + - * / max and min are built""");
  }

  /** Characters changed, pieces removed, doubled or cut off: a diagnostic or definitions. */
  @Test
  void corruptDefinitionsEndInADiagnostic() {
    Random random = new Random(20261125);
    String good =
        "def f(float(N,C,H,W) X, float(C) A) -> (Y) { T(n,c,h,w) = X(n,c,h,w) * A(c);"
            + " Y(n,c) +=! max(T(n,c,h,w), 0.5) / (H * W) } # comment\n";
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      StringBuilder text = new StringBuilder(good);
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(10));
      switch (i % 4) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, text.substring(at, end));
        default -> text.setLength(Math.max(1, at));
      }
      try {
        Definition definition =
            DefinitionFile.parse("ops.txt", text.toString()).stream().findFirst().orElse(null);
        if (definition != null) {
          Operand constant = new Operand(List.of(3), FloatTensor.of(new float[3], 3));
          Expansion.of(definition, List.of("n"), true, List.of(computed(1, 3, 4, 4), constant));
        }
      } catch (DiagnosticException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }
}
