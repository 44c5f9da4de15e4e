package io.nn2fpga.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Corner values of the formats' own documents, and what decode and of have to do with another. */
final class NumberFormatTest {

  @Test
  void realNumbersRoundToNearestEven() {
    assertThat(NumberFormat.FLOAT16.of(2049, false)).isEqualTo(2048);
    assertThat(NumberFormat.FLOAT16.of(2051, false)).isEqualTo(2052);
    assertThat(NumberFormat.FLOAT16.of(65519, false)).isEqualTo(65504);
    assertThat(NumberFormat.FLOAT16.of(65520, false)).isInfinite();
    assertThat(NumberFormat.FLOAT16.of(0x1p-25f, false)).isEqualTo(0);
    assertThat(NumberFormat.FLOAT16.of(0x1.8p-25f, false)).isEqualTo(0x1p-24f);
    assertThat(NumberFormat.BFLOAT16.of(257, false)).isEqualTo(256);
    assertThat(NumberFormat.FLOAT8E4M3FN.of(17, false)).isEqualTo(16);
    assertThat(NumberFormat.FLOAT8E4M3FN.of(0x1p-9f, false)).isEqualTo(0x1p-9f);
    assertThat(NumberFormat.FLOAT4E2M1.of(2.5f, false)).isEqualTo(2);
    assertThat(NumberFormat.FLOAT8E8M0.of(5, true)).isEqualTo(8);
    assertThat(NumberFormat.FLOAT8E8M0.of(4, true)).isEqualTo(4);
  }

  @Test
  void whatIsTooLargeClampsOrIsNoNumber() {
    assertThat(NumberFormat.FLOAT8E4M3FN.of(1000, true)).isEqualTo(448);
    assertThat(NumberFormat.FLOAT8E4M3FN.of(1000, false)).isNaN();
    assertThat(NumberFormat.FLOAT8E5M2.of(1e6f, true)).isEqualTo(57344);
    assertThat(NumberFormat.FLOAT8E5M2.of(-1e6f, false)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(NumberFormat.FLOAT8E4M3FNUZ.of(1000, true)).isEqualTo(240);
    assertThat(NumberFormat.FLOAT8E4M3FNUZ.of(-1e-9f, true)).isEqualTo(0f);
    assertThat(NumberFormat.FLOAT4E2M1.of(-100, false)).isEqualTo(-6);
  }

  @Test
  void integersKeepTheirLowBits() {
    assertThat(NumberFormat.INT8.of(200, false)).isEqualTo(-56);
    assertThat(NumberFormat.UINT8.of(-1, false)).isEqualTo(255);
    assertThat(NumberFormat.UINT16.of(65537, false)).isEqualTo(1);
    assertThat(NumberFormat.INT32.of(-2.7f, false)).isEqualTo(-2);
    assertThat(NumberFormat.INT2.of(2, false)).isEqualTo(-2);
    assertThat(NumberFormat.BOOL.of(-0.5f, false)).isEqualTo(1);
  }

  /** Every pattern stands for a number that the format has, and no other is as near. */
  @ParameterizedTest
  @EnumSource(
      names = {
        "FLOAT16",
        "BFLOAT16",
        "FLOAT8E4M3FN",
        "FLOAT8E4M3FNUZ",
        "FLOAT8E5M2",
        "FLOAT8E5M2FNUZ",
        "FLOAT4E2M1",
        "FLOAT8E8M0",
        "INT2",
        "UINT2",
        "INT4",
        "UINT4",
        "INT8",
        "UINT8",
        "INT16"
      })
  void everyPatternIsANumberOfTheFormat(NumberFormat format) {
    int different = 0;
    float before = Float.NaN;
    for (int pattern = 0; pattern < 1 << format.bits(); pattern++) {
      float number = format.decode(pattern);
      if (!Float.isNaN(number)) {
        assertThat(format.of(number, true))
            .as("%s", pattern)
            .isEqualTo(
                Float.isInfinite(number) && format.bits() <= 8
                    ? 57344 * Math.signum(number)
                    : number);
      }
      different += number != before ? 1 : 0;
      before = number;
    }
    assertThat(different).isGreaterThan((1 << format.bits()) - 300);
  }

  @Test
  void theErrorFunctionIsThatOfTheTables() {
    // Abramowitz and Stegun, table 7.1.
    assertThat(ErrorFunction.of(0.5)).isEqualTo(0.5204998778, within());
    assertThat(ErrorFunction.of(-1)).isEqualTo(-0.8427007929, within());
    assertThat(ErrorFunction.of(2)).isEqualTo(0.9953222650, within());
    assertThat(ErrorFunction.of(2.0000001) - ErrorFunction.of(1.9999999)).isBetween(0.0, 1e-8);
    assertThat(ErrorFunction.of(7)).isEqualTo(1);
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-10);
  }
}
