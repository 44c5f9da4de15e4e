package io.nn2fpga.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ir.Type;
import io.nn2fpga.op.IntegerOperation;
import io.nn2fpga.ops.concat.Concat;
import io.nn2fpga.ops.depthtospace.DepthToSpace;
import io.nn2fpga.ops.pad.Pad;
import io.nn2fpga.ops.slice.Slice;
import io.nn2fpga.ops.spacetodepth.SpaceToDepth;
import io.nn2fpga.ops.transpose.Transpose;
import io.nn2fpga.ops.upsample.Upsample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Operations that only move elements; every order here was worked out by hand. */
class FrameOperationsTest {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);

  /** A frame that holds 0, 1, 2, … */
  private static IntTensor counting(int height, int width, int channels) {
    int[] data = IntStream.range(0, height * width * channels).toArray();
    return IntTensor.of(U8, data, height, width, channels);
  }

  /** Runs the operation and checks that the result has the type that was inferred. */
  private static int[] run(IntegerOperation operation, Tensor... operands) {
    List<Type> types = Arrays.stream(operands).map(t -> (Type) t.type()).toList();
    List<Type> inferred = operation.inferTypes(types);
    IntTensor result = operation.evaluate(List.of(operands)).get(0);
    assertThat(inferred).containsExactly(result.type());
    return result.data();
  }

  @Test
  void concatPutsChannelsOfEachPixelSideBySide() {
    IntTensor b = IntTensor.of(U8, new int[] {50, 60}, 1, 2, 1);
    assertThat(run(new Concat(), counting(1, 2, 2), b, b))
        .containsExactly(0, 1, 50, 50, 2, 3, 60, 60);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(new Concat(), counting(2, 1, 2), b))
        .withMessage("concatenates u8[2,1,2] and u8[1,2,1]");
  }

  @Test
  void sliceTakesABox() {
    Slice op = new Slice(List.of(1, 0, 1), List.of(1, 2, 2));
    // Row 1 starts at 9; its pixels hold 9 10 11, 12 13 14, 15 16 17.
    assertThat(run(op, counting(2, 3, 3))).containsExactly(10, 11, 13, 14);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(op, counting(1, 3, 3)))
        .withMessageContaining("reaches beyond u8[1,3,3]");
  }

  @Test
  void padSurroundsTheFrame() {
    assertThat(run(new Pad(List.of(1, 0, 0, 2), 9), counting(1, 2, 1)))
        .containsExactly(9, 9, 9, 9, 0, 1, 9, 9);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(new Pad(List.of(1, 0, 0, 2), -1), counting(1, 2, 1)))
        .withMessage("pads u8[1,2,1] with -1");
  }

  @Test
  void padSpreadsRowsAndColumns() {
    assertThat(run(new Pad(List.of(0, 1, 1, 0), List.of(1, 2), 9), counting(2, 2, 1)))
        .containsExactly(9, 0, 9, 9, 1, 9, 9, 9, 9, 9, 9, 2, 9, 9, 3, 9, 9, 9, 9, 9);
  }

  @Test
  void upsampleRepeatsPixelsThenRows() {
    assertThat(run(new Upsample(2, 3), counting(1, 2, 2)))
        .containsExactly(0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3);
  }

  @Test
  void depthToSpaceReadsBlocksInEitherOrder() {
    // One pixel of 8 channels; DCR: (i, j, c), CRD: (c, i, j).
    assertThat(run(new DepthToSpace(2, false), counting(1, 1, 8)))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(run(new DepthToSpace(2, true), counting(1, 1, 8)))
        .containsExactly(0, 4, 1, 5, 2, 6, 3, 7);
    // Two pixels of 4 channels: the upper halves of both come first.
    assertThat(run(new DepthToSpace(2, false), counting(1, 2, 4)))
        .containsExactly(0, 1, 4, 5, 2, 3, 6, 7);
  }

  @Test
  void spaceToDepthUndoesDepthToSpace() {
    assertThat(run(new SpaceToDepth(2), counting(2, 4, 1))).containsExactly(0, 1, 4, 5, 2, 3, 6, 7);
    IntTensor x = counting(2, 3, 12);
    IntTensor there = new DepthToSpace(2, false).evaluate(List.of(x)).get(0);
    assertThat(run(new SpaceToDepth(2), there)).isEqualTo(x.data());
  }

  @Test
  void transposeNamesTheOldAxisOfEachNewOne() {
    IntTensor x = counting(1, 2, 3);
    assertThat(run(new Transpose(List.of(0, 2, 1)), x)).containsExactly(0, 3, 1, 4, 2, 5);
    // [C, H, W]: the same here, as H is 1.
    assertThat(run(new Transpose(List.of(2, 0, 1)), x)).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(run(new Transpose(List.of(2, 1, 0)), counting(2, 1, 2))).containsExactly(0, 2, 1, 3);
  }
}
