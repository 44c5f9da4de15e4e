package io.nn2fpga.einstein;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What operators become computes what the notation says, element by element. */
class ExpansionTest {
  private static final String IMAGE = "float(N,C,H,W) X";

  /** A definition, its operands' extents, and the operations that it becomes. */
  static Stream<Arguments> definitions() {
    List<Integer> image = List.of(1, 3, 4, 5);
    List<Integer> vector = List.of(1, 6);
    return Stream.of(
        // affine
        of(
            "float(N,C) X, float(C) A, float(C) B",
            "Y(n,c) = X(n,c) * A(c) + B(c)",
            "batch-normalization",
            vector,
            List.of(6),
            List.of(6)),
        of(
            IMAGE + ", float(C) B",
            "Y(n,c,h,w) = B(c) - X(n,c,h,w)",
            "batch-normalization",
            image,
            List.of(3)),
        of(
            IMAGE + ", float(H,W) B",
            "Y(n,c,h,w) = X(n,c,h,w) + B(h,w)",
            "add",
            image,
            List.of(4, 5)),
        of(
            IMAGE + ", float S",
            "Y(n,c,h,w) = (2 * X(n,c,h,w) - X(n,c,h,w)) / S",
            "mul",
            image,
            List.of()),
        // functions of one value
        of(
            IMAGE + ", float(C) A",
            "Y(n,c,h,w) = X(n,c,h,w) * sigmoid(A(c) * X(n,c,h,w))",
            "pointwise",
            image,
            List.of(3)),
        of(IMAGE, "Y(n,c,h,w) = relu(X(n,c,h,w))", "relu", image),
        of(
            IMAGE,
            "Y(n,c,h,w) = pow(abs(X(n,c,h,w)) + 0.5, 1.5) - log(2) / exp(tanh(1))",
            "pointwise",
            image),
        of(IMAGE, "Y(n,h,w,c) = sqrt(abs(X(n,c,h,w)))", "pointwise,transpose", image),
        // several values
        of(
            "float(N,C) X, float(N,C) Z",
            "Y(n,c) = 0.5 * (X(n,c) + Z(n,c))",
            "add,mul",
            vector,
            null,
            vector),
        of(
            "float(N,C) X, float(N,C) Z",
            "Y(n,c) = X(n,c) - 2 * Z(n,c)",
            "mul,add",
            vector,
            null,
            vector),
        of(
            "float(N,C) X, float(N,C) Z",
            "Y(n,c) = max(X(n,c), Z(n,c)) + min(X(n,c), Z(n,c))",
            "mul,add,relu,add,mul,add,relu,mul,add,add",
            vector,
            null,
            vector),
        of(
            "float(N,C) X, float(N,C) Z",
            "Y(n,c) = tanh(X(n,c)) * Z(n,c) / (2 + abs(X(n,c)))",
            "pointwise,mul,pointwise,mul",
            vector,
            null,
            vector),
        of(
            "float(N,C,H) X, float(N,H,C) Z",
            "Y(n,c,h) = X(n,c,h) + Z(n,h,c)",
            "transpose,add",
            List.of(1, 2, 3),
            null,
            List.of(1, 3, 2)),
        of(
            IMAGE + ", float(N,C) Z",
            "Y(n,c,h,w) = X(n,c,h,w) * sigmoid(Z(n,c))",
            "pointwise,reshape,mul",
            image,
            null,
            List.of(1, 3)),
        // sums
        of(IMAGE, "Y(n,c) +=! X(n,c,h,w)", "global-average-pool,mul,reshape", image),
        of(IMAGE, "Y(n,c) +=! X(n,c,h,w) / (H * W)", "global-average-pool,reshape", image),
        of(IMAGE, "Y(n,c) +=! abs(X(n,c,h,w))", "pointwise,global-average-pool,mul,reshape", image),
        of(
            IMAGE + ", float(C,H,W) P",
            "Y(n,c) +=! X(n,c,h,w) * P(c,h,w)",
            "conv,reshape",
            image,
            List.of(3, 4, 5)),
        of(
            IMAGE + ", float(H) P",
            "Y(n,c,w) +=! X(n,c,h,w) * P(h)",
            "conv,reshape",
            image,
            List.of(4)),
        of(
            IMAGE + ", float(O,C) P",
            "Y(n,o,h,w) +=! P(o,c) * X(n,c,h,w)",
            "conv",
            image,
            List.of(2, 3)),
        of(
            IMAGE + ", float(W,C,O,H) P",
            "Y(n,o) +=! P(w,c,o,h) * X(n,c,h,w)",
            "conv,reshape",
            image,
            List.of(5, 3, 2, 4)),
        of(IMAGE, "Y(n,h,w) +=! X(n,c,h,w)", "conv,reshape", image),
        of(
            "float(N,I) X, float(I,O) P",
            "Y(n,o) +=! X(n,i) * P(i,o)",
            "dense",
            vector,
            List.of(6, 4)),
        of(
            "float(N,C,L) X, float(C,L) P",
            "Y(n,c) +=! P(c,l) * X(n,c,l)",
            "reshape,conv,reshape",
            List.of(1, 3, 7),
            List.of(3, 7)),
        // extrema
        of(IMAGE, "Y(n,c) max=! X(n,c,h,w)", "max-pool,reshape", image),
        of(IMAGE, "Y(n,c,h) min=! 2 * X(n,c,h,w)", "mul,max-pool,reshape,mul", image),
        // several statements
        of(
            IMAGE,
            "M(n,c) +=! X(n,c,h,w) / (H * W) S(n,c) = 1 / (1 + exp(-M(n,c))) Y(n,c) = S(n,c) + 1",
            "global-average-pool,reshape,pointwise,add",
            image));
  }

  /** Operands after a null are computed, too. */
  private static Arguments of(
      String parameters, String statements, String operations, @Nullable Object... dims) {
    return Arguments.of(parameters, statements, operations, java.util.Arrays.asList(dims));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("definitions")
  void operatorsComputeWhatTheySay(
      String parameters, String statements, String operations, List<List<Integer>> given) {
    Definition definition =
        DefinitionFile.parse("test.txt", "def f(" + parameters + ") -> (Y) { " + statements + " }")
            .get(0);
    boolean second = given.contains(null);
    List<List<Integer>> dims = given.stream().filter(d -> d != null).toList();
    Random random = new Random(20261125);
    List<float[]> data = new ArrayList<>();
    List<Operand> operands = new ArrayList<>();
    List<Tensor> computed = new ArrayList<>();
    for (List<Integer> extents : dims) {
      float[] elements = new float[extents.stream().reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = 2 * random.nextFloat() - 1;
      }
      boolean constant = !operands.isEmpty() && !second;
      data.add(elements);
      operands.add(new Operand(extents, constant ? Binding.tensor(elements, extents) : null));
      List<Integer> sample = constant ? extents : extents.subList(1, extents.size());
      computed.add(Binding.tensor(elements, sample));
    }

    Step step = Expansion.of(definition, List.of("node"), true, operands);

    List<String> used = new ArrayList<>();
    FloatTensor result = evaluate(step, computed, used);
    double[] expected = DirectEvaluation.of(definition, dims, data);
    assertThat(String.join(",", used)).isEqualTo(operations);
    assertThat(result.data()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) result.data()[i]).isCloseTo(expected[i], within(1e-5));
    }
  }

  private static FloatTensor evaluate(Step step, List<Tensor> computed, List<String> used) {
    if (step instanceof Step.Given given) {
      assertThat(computed.get(given.index()).type()).isEqualTo(given.type());
      return (FloatTensor) computed.get(given.index());
    } else if (step instanceof Step.Known known) {
      return known.tensor();
    }
    Step.Applied applied = (Step.Applied) step;
    List<Tensor> operands = new ArrayList<>();
    applied.operands().forEach(o -> operands.add(evaluate(o, computed, used)));
    used.add(applied.operation().mnemonic());
    return (FloatTensor) applied.operation().evaluate(operands).get(0);
  }

  @Test
  void formulasReadWhatTheyPrint() {
    Expression formula = DefinitionFile.formula("-x * max(a0, 1.5e-3) / (2 - sigmoid(x)) + -0.25");

    assertThat(DefinitionFile.formula(formula.toString())).hasToString(formula.toString());
    assertThat(formula.evaluate(read -> read.tensor().equals("x") ? 3 : 2))
        .isCloseTo(-3 * 2.0 / (2 - 1 / (1 + Math.exp(-3))) - 0.25, within(1e-12));
  }
}
