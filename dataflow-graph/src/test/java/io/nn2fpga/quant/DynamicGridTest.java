package io.nn2fpga.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Codes chosen from the numbers themselves. The expected numbers are what LiteRT 2.3.0 on x86 gives
 * for a fully connected layer whose weights are the unit matrix, with a scale of 1.
 */
final class DynamicGridTest {
  private static final float[] MIXED = {-1, 3, 0.013f, 2.2f};
  private static final float[] POSITIVE = {0.5f, 0.25f, 1.75f, 3};
  private static final float[] NEGATIVE = {-2, -0.3f, -1.1f, -0.004f};
  // The zero point lies half way between two codes up to binary32's rounding.
  private static final float[] TIE = {-0.707931f, 4.106f, -0.235977f, 0.5865714f};
  private static final float[] ANOTHER_TIE = {-4.6251626f, 1.566f, -1.5417209f, 0.22371428f};
  private static final float[] ZEROS = {0, 0, 0, 0};

  static Stream<Arguments> cases() {
    return Stream.of(
        of(DynamicGrid.SYMMETRIC, MIXED, -0.992126f, 3, 0.023622047f, 2.1968503f),
        of(DynamicGrid.ASYMMETRIC, MIXED, -1.0039216f, 2.9960785f, 0.015686275f, 2.1960785f),
        of(DynamicGrid.XNNPACK, MIXED, -1.0039216f, 2.9960785f, 0.015686275f, 2.1960785f),
        of(DynamicGrid.SYMMETRIC, POSITIVE, 0.496063f, 0.25984251f, 1.7480315f, 3),
        of(DynamicGrid.ASYMMETRIC, POSITIVE, 0.5058824f, 0.24705882f, 1.7529413f, 3),
        of(DynamicGrid.XNNPACK, POSITIVE, 0.49411765f, 0.24705882f, 1.7529413f, 3),
        of(DynamicGrid.SYMMETRIC, NEGATIVE, -2, -0.2992126f, -1.1023622f, 0),
        of(DynamicGrid.ASYMMETRIC, NEGATIVE, -2, -0.29803923f, -1.0980393f, -0.007843138f),
        of(DynamicGrid.XNNPACK, NEGATIVE, -2, -0.29803923f, -1.0980393f, -0.007843138f),
        of(DynamicGrid.SYMMETRIC, TIE, -0.7112756f, 4.106f, -0.22631495f, 0.5819527f),
        of(DynamicGrid.ASYMMETRIC, TIE, -0.69849193f, 4.115439f, -0.24541607f, 0.58522296f),
        of(DynamicGrid.XNNPACK, TIE, -0.7173701f, 4.096561f, -0.22653791f, 0.58522296f),
        of(DynamicGrid.ASYMMETRIC, ANOTHER_TIE, -4.6130233f, 1.5781395f, -1.5538604f, 0.21851163f),
        of(DynamicGrid.XNNPACK, ANOTHER_TIE, -4.6130233f, 1.5538604f, -1.5538604f, 0.21851163f),
        of(DynamicGrid.SYMMETRIC, ZEROS, ZEROS),
        of(DynamicGrid.ASYMMETRIC, ZEROS, ZEROS),
        of(DynamicGrid.XNNPACK, ZEROS, ZEROS));
  }

  private static Arguments of(DynamicGrid grid, float[] numbers, float... expected) {
    return Arguments.of(grid, numbers, expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void codesStandForTheNumbersThatLiteRtMultiplies(
      DynamicGrid grid, float[] numbers, float[] expected) {
    DynamicGrid.Codes codes = grid.codes(numbers);

    float[] actual = new float[numbers.length];
    for (int i = 0; i < actual.length; i++) {
      actual[i] = codes.differences()[i] * codes.scale();
    }
    assertThat(actual).containsExactly(expected);
  }
}
