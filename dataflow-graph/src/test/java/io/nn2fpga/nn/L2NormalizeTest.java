package io.nn2fpga.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class L2NormalizeTest {
  @Test
  void linesGetTheLengthOne() {
    FloatTensor x = FloatTensor.of(new float[] {3, -4, 0, 0, 0, 5}, 3, 2);

    FloatTensor y = new L2Normalize().evaluate(List.of(x)).get(0);

    assertThat(y.data()).containsExactly(0.6f, -0.8f, 0, 0, 0, 1);
  }

  @Test
  void aNumberHasNoLines() {
    TensorType scalar = new TensorType(List.of(), FloatElement.F32);

    assertThatThrownBy(() -> new L2Normalize().inferTypes(List.of(scalar)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
