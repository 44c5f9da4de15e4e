package io.nn2fpga.importer.stablehlo;

import io.nn2fpga.importer.stablehlo.DenseElements.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Reductions of constants: exporters count the places of a padded window with one. */
final class ConstantReduction {
  private static final Map<String, DoubleBinaryOperator> COMBINERS =
      Map.of(
          "add", Double::sum,
          "maximum", Math::max,
          "minimum", Math::min,
          "multiply", (a, b) -> a * b);

  private ConstantReduction() {}

  static @Nullable HloTensor fold(
      HloOperation operation, String kind, List<HloValue> operands, HloType type) {
    HloValue value = new HloValue(operation, kind, operands, type);
    DoubleBinaryOperator combiner = COMBINERS.get(value.combiner());
    HloTensor x = operands.get(0).tensor();
    if (combiner == null || !operands.get(1).tensor().isSplat()) {
      return null;
    }
    double first = operands.get(1).tensor().data()[0];
    ReducedWindow window;
    List<Integer> kept = new ArrayList<>();
    if (kind.equals("reduce")) {
      List<Integer> axes = Axes.reduced(operation, x.type().rank());
      window = ReducedWindow.whole(x.type(), axes);
      for (int axis = 0; axis < x.type().rank(); axis++) {
        if (!axes.contains(axis)) {
          kept.add(x.type().shape().get(axis));
        }
      }
    } else if (kind.equals("reduce_window")) {
      window = ReducedWindow.of(operation, x.type());
      kept.addAll(window.resultShape());
    } else {
      return null;
    }
    if (window.work() > HloTensor.MAX_FOLDED) {
      throw operation.refuse("a reduction of a constant of this size", null);
    }
    Codec codec = Codec.of(type.element());
    double[] result = new double[window.results()];
    double[] data = x.dense(HloTensor.MAX_FOLDED);
    for (int i = 0; i < result.length; i++) {
      double sum = first;
      for (int place : window.places(i)) {
        sum = codec.rounded(combiner.applyAsDouble(sum, data[place]));
      }
      result[i] = sum;
    }
    return HloTensor.of(type.withShape(kept), result).shrunk();
  }
}
