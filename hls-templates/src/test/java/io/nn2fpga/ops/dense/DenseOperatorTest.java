package io.nn2fpga.ops.dense;

import static org.assertj.core.api.Assertions.assertThat;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.op.Folding;
import io.nn2fpga.op.LayerNode;
import io.nn2fpga.ops.LoweredLayer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseOperatorTest {
  private static final DenseOperator OPERATOR = new DenseOperator();

  private static LayerNode layer(int length, int channels) {
    Dense dense = new Dense(IntegerElement.signed(26));
    IntTensor weights =
        LoweredLayer.random(
            TensorType.of(IntegerElement.signed(8), channels, length), length + channels);
    return LoweredLayer.node(
        dense, TensorType.of(IntegerElement.unsigned(8), 1, 1, length), weights);
  }

  @Test
  void everyFoldingComputesTheProduct() {
    for (int length : new int[] {1, 10, 37}) {
      for (int channels : new int[] {1, 7, 10}) {
        LayerNode layer = layer(length, channels);
        IntTensor x = LoweredLayer.random(layer.input(0), 3);
        for (Folding folding : OPERATOR.foldings(layer)) {
          LoweredLayer lowered = LoweredLayer.lower(OPERATOR, layer, folding, Math.min(4, length));
          assertThat(lowered.actual(x)).as("%s", folding).isEqualTo(lowered.expected(x));
          assertThat(lowered.simulatedInterval())
              .as("%s of %d x %d", folding, channels, length)
              .isEqualTo(lowered.declaredInterval());
        }
      }
    }
  }

  @Test
  void foldingsReachFromOneMultiplierToAllAndStayFew() {
    List<Folding> foldings = OPERATOR.foldings(layer(784, 64));

    assertThat(foldings).contains(new Folding(1, 1, 1), new Folding(64, 784, 1));
    assertThat(foldings).hasSizeLessThan(500).doesNotHaveDuplicates();
  }

  @Test
  void noFoldingIsBeatenByAnother() {
    // 10 outputs: PE 6 takes two folds as PE 5 does, with more products.
    assertThat(OPERATOR.foldings(layer(5, 10)))
        .contains(new Folding(5, 1, 1), new Folding(10, 5, 1))
        .noneMatch(f -> f.pe() == 6 || f.simd() == 4);
  }
}
