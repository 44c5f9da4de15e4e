package io.nn2fpga.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nn2fpga.ir.FloatElement;
import io.nn2fpga.ir.FloatTensor;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.TensorType;
import io.nn2fpga.ir.Type;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hand-computed results of operators that move elements, and of transposed convolution. */
final class ShapeOperationsTest {
  private static final List<Integer> ONE = List.of(1, 1);
  private static final List<Integer> NONE = List.of(0, 0, 0, 0);

  private static FloatTensor ramp(int... extents) {
    float[] data = new float[Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < data.length; i++) {
      data[i] = i;
    }
    return FloatTensor.of(data, extents);
  }

  private static FloatTensor vector(float... data) {
    return FloatTensor.of(data, data.length);
  }

  private static FloatTensor evaluate(NnOperation operation, Tensor... operands) {
    operation.inferTypes(Arrays.stream(operands).map(t -> (Type) t.type()).toList());
    return (FloatTensor) operation.evaluate(List.of(operands)).get(0);
  }

  private static FloatTensor pad(int begin, int end, PadMode mode, FloatTensor x) {
    return evaluate(new Pad(List.of(begin), List.of(end), mode, 9), x);
  }

  @Test
  void paddingHoldsWhatItsModeSays() {
    FloatTensor x = vector(1, 2, 3);
    assertThat(pad(2, 1, PadMode.CONSTANT, x)).isEqualTo(vector(9, 9, 1, 2, 3, 9));
    assertThat(pad(2, 3, PadMode.REFLECT, x)).isEqualTo(vector(3, 2, 1, 2, 3, 2, 1, 2));
    assertThat(pad(2, 1, PadMode.EDGE, x)).isEqualTo(vector(1, 1, 1, 2, 3, 3));
    assertThat(pad(2, 4, PadMode.WRAP, x)).isEqualTo(vector(2, 3, 1, 2, 3, 1, 2, 3, 1));
    assertThat(pad(1, 1, PadMode.REFLECT, vector(7))).isEqualTo(vector(7, 7, 7));
    Pad rows = new Pad(List.of(1, 0), List.of(0, 1), PadMode.CONSTANT, 0);
    assertThat(evaluate(rows, ramp(1, 2)))
        .isEqualTo(FloatTensor.of(new float[] {0, 0, 0, 0, 1, 0}, 2, 3));
    assertThatThrownBy(() -> new Pad(List.of(-1), List.of(0), PadMode.EDGE, 0))
        .hasMessage("padding by [-1] and [0]");
  }

  @Test
  void concatJoinsAlongItsAxis() {
    FloatTensor a = ramp(2, 2);
    FloatTensor b = FloatTensor.of(new float[] {8, 9}, 2, 1);
    assertThat(evaluate(new Concat(1), a, b))
        .isEqualTo(FloatTensor.of(new float[] {0, 1, 8, 2, 3, 9}, 2, 3));
    assertThat(evaluate(new Concat(0), a, a))
        .isEqualTo(FloatTensor.of(new float[] {0, 1, 2, 3, 0, 1, 2, 3}, 4, 2));
    assertThatThrownBy(() -> evaluate(new Concat(0), a, b))
        .hasMessage("f32[2,1] behind f32[2,2] along axis 0");
  }

  @Test
  void slicesStepBothWays() {
    Slice slice = new Slice(List.of(0, 3), List.of(1, -2), List.of(2, 2));
    assertThat(evaluate(slice, ramp(2, 4)))
        .isEqualTo(FloatTensor.of(new float[] {3, 1, 7, 5}, 2, 2));
    assertThatThrownBy(
            () -> evaluate(new Slice(List.of(1), List.of(2), List.of(2)), vector(1, 2, 3)))
        .hasMessage("places 1 to 3 along axis 0 of f32[3]");
  }

  @Test
  void elementsAreRepeatedAndPicked() {
    assertThat(evaluate(new Expand(List.of(2, 2, 2)), FloatTensor.of(new float[] {1, 2}, 2, 1)))
        .isEqualTo(FloatTensor.of(new float[] {1, 1, 2, 2, 1, 1, 2, 2}, 2, 2, 2));
    assertThatThrownBy(() -> evaluate(new Expand(List.of(3)), vector(1, 2)))
        .hasMessage("f32[2] does not expand to [3]");
    assertThat(evaluate(new Tile(List.of(2, 2)), ramp(1, 2)))
        .isEqualTo(FloatTensor.of(new float[] {0, 1, 0, 1, 0, 1, 0, 1}, 2, 4));
    assertThat(evaluate(new Gather(1, List.of(2, 0, 0)), ramp(2, 3)))
        .isEqualTo(FloatTensor.of(new float[] {2, 0, 0, 5, 3, 3}, 2, 3));
    assertThatThrownBy(() -> evaluate(new Gather(0, List.of(2)), vector(1, 2)))
        .hasMessage("index 2 along axis 0 of f32[2]");
    assertThat(evaluate(new Trilu(true, 0), ramp(2, 2)))
        .isEqualTo(FloatTensor.of(new float[] {0, 1, 0, 3}, 2, 2));
    assertThat(evaluate(new Trilu(false, -1), ramp(2, 2)))
        .isEqualTo(FloatTensor.of(new float[] {0, 0, 2, 0}, 2, 2));
    assertThat(evaluate(new OneHot(0, 2, 5, 7), vector(1, -2, 2)))
        .isEqualTo(FloatTensor.of(new float[] {5, 7, 5, 7, 5, 5}, 2, 3));
  }

  @Test
  void blocksMoveBetweenChannelsAndPixels() {
    FloatTensor x = ramp(8, 1, 1);
    FloatTensor dcr = evaluate(new DepthToSpace(2, BlockOrder.DCR), x);
    assertThat(dcr).isEqualTo(FloatTensor.of(new float[] {0, 2, 4, 6, 1, 3, 5, 7}, 2, 2, 2));
    FloatTensor crd = evaluate(new DepthToSpace(2, BlockOrder.CRD), x);
    assertThat(crd).isEqualTo(ramp(2, 2, 2));
    assertThat(evaluate(new SpaceToDepth(2, BlockOrder.DCR), dcr)).isEqualTo(x);
    assertThat(evaluate(new SpaceToDepth(2, BlockOrder.CRD), crd)).isEqualTo(x);
    assertThatThrownBy(() -> evaluate(new DepthToSpace(3, BlockOrder.DCR), x))
        .hasMessage("f32[8,1,1] has no whole blocks of 9 channels");
  }

  @Test
  void transposedConvolutionScattersItsWindows() {
    FloatTensor weights = FloatTensor.of(new float[] {1, 10, 100}, 1, 1, 1, 3);
    FloatTensor x = FloatTensor.of(new float[] {1, 2}, 1, 1, 2);
    ConvTranspose plain =
        new ConvTranspose(List.of(1, 3), List.of(1, 2), NONE, ONE, List.of(0, 1), 1);
    assertThat(evaluate(plain, x, weights, vector(0.5f)))
        .isEqualTo(FloatTensor.of(new float[] {1.5f, 10.5f, 102.5f, 20.5f, 200.5f, 0.5f}, 1, 1, 6));
    ConvTranspose cut =
        new ConvTranspose(List.of(1, 3), ONE, List.of(0, 1, 0, 2), List.of(1, 2), List.of(0, 0), 1);
    assertThat(evaluate(cut, x, weights))
        .isEqualTo(FloatTensor.of(new float[] {2, 10, 20}, 1, 1, 3));
    FloatTensor groups = FloatTensor.of(new float[] {1, 10, 2, 20}, 2, 2, 1, 1);
    assertThat(
            evaluate(
                new ConvTranspose(ONE, ONE, NONE, ONE, List.of(0, 0), 2),
                FloatTensor.of(new float[] {3, 4}, 2, 1, 1),
                groups))
        .isEqualTo(FloatTensor.of(new float[] {3, 30, 8, 80}, 4, 1, 1));
  }

  @Test
  void poolsSkipPlacesByTheirDilations() {
    FloatTensor x = ramp(1, 1, 5);
    List<Integer> kernel = List.of(1, 2);
    List<Integer> dilations = List.of(1, 3);
    assertThat(evaluate(new MaxPool(kernel, ONE, List.of(0, 1, 0, 0), dilations), x))
        .isEqualTo(FloatTensor.of(new float[] {2, 3, 4}, 1, 1, 3));
    assertThat(evaluate(new AveragePool(kernel, ONE, List.of(0, 1, 0, 0), dilations, false), x))
        .isEqualTo(FloatTensor.of(new float[] {2, 1.5f, 2.5f}, 1, 1, 3));
    assertThat(evaluate(new AveragePool(kernel, ONE, List.of(0, 1, 0, 0), dilations, true), x))
        .isEqualTo(FloatTensor.of(new float[] {1, 1.5f, 2.5f}, 1, 1, 3));
  }

  private static FloatTensor resize(
      int count, Interpolation mode, CoordinateTransform coordinates, FloatTensor x) {
    double scale = (double) count / x.data().length;
    return evaluate(
        new Resize(
            List.of(count),
            List.of(scale),
            mode,
            coordinates,
            NearestRounding.ROUND_PREFER_FLOOR,
            -0.75,
            false,
            false,
            List.of(),
            0),
        x);
  }

  @Test
  void resizingInterpolatesBetweenTheRightPlaces() {
    FloatTensor x = vector(0, 10);
    assertThat(resize(4, Interpolation.NEAREST, CoordinateTransform.HALF_PIXEL, x))
        .isEqualTo(vector(0, 0, 10, 10));
    assertThat(resize(4, Interpolation.LINEAR, CoordinateTransform.HALF_PIXEL, x))
        .isEqualTo(vector(0, 2.5f, 7.5f, 10));
    assertThat(resize(3, Interpolation.LINEAR, CoordinateTransform.ALIGN_CORNERS, x))
        .isEqualTo(vector(0, 5, 10));
    assertThat(resize(4, Interpolation.LINEAR, CoordinateTransform.ASYMMETRIC, x))
        .isEqualTo(vector(0, 5, 10, 10));
    // Keys' kernel with a = -3/4 at distances 5/4, 1/4, 3/4 and 7/4.
    assertThat(resize(4, Interpolation.CUBIC, CoordinateTransform.HALF_PIXEL, x).data()[1])
        .isEqualTo((float) (10 * (0.26171875 - 0.03515625)));
    assertThat(
            evaluate(Resize.repeat(TensorType.of(FloatElement.F32, 1, 1, 2), 2, 1), ramp(1, 1, 2)))
        .isEqualTo(FloatTensor.of(new float[] {0, 1, 0, 1}, 1, 2, 2));
  }

  @Test
  void aSmallerResultMayAverageAllThatItCovers() {
    FloatTensor x = vector(0, 4, 8, 4);
    Resize antialias =
        new Resize(
            List.of(2),
            List.of(0.5),
            Interpolation.LINEAR,
            CoordinateTransform.HALF_PIXEL,
            NearestRounding.FLOOR,
            -0.75,
            true,
            true,
            List.of(),
            0);
    // Triangles of half width 2 at 0.5 and 2.5, cut at the borders: weights 3, 3, 1 and 1, 3, 3.
    assertThat(evaluate(antialias, x)).isEqualTo(vector(20 / 7f, 40 / 7f));
  }

  @Test
  void croppingHoldsTheExtrapolationBeyondTheOperand() {
    Resize crop =
        new Resize(
            List.of(3),
            List.of(1.0),
            Interpolation.LINEAR,
            CoordinateTransform.TF_CROP_AND_RESIZE,
            NearestRounding.FLOOR,
            -0.75,
            false,
            false,
            List.of(0.25, 1.5),
            -1);
    assertThat(evaluate(crop, vector(0, 10, 20))).isEqualTo(vector(5, 17.5f, -1));
  }
}
