package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.WeightMemory;
import io.nn2fpga.ops.mvu.MvuKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/** Ragged folds in every combination, shared and unshared outputs, narrow and extreme operands. */
@AutoService(ContractCases.class)
public final class MvuContractCases implements ContractCases {
  private static final int FRAMES = 5;
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  private final List<ContractCase> cases = new ArrayList<>();

  @Override
  public String operator() {
    return "mvu";
  }

  @Override
  public List<ContractCase> cases() {
    cases.clear();
    folds(1, 1, new int[] {1}, new int[] {1});
    folds(1, 37, new int[] {1}, new int[] {5, 37});
    folds(3, 1, new int[] {1, 2, 3}, new int[] {1});
    folds(3, 5, new int[] {1, 2, 3}, new int[] {1, 2, 5});
    folds(8, 9, new int[] {1, 3, 4, 8}, new int[] {2, 4, 9});
    folds(10, 25, new int[] {3, 5, 10}, new int[] {4, 13});
    folds(10, 37, new int[] {7}, new int[] {10});
    operands(IntegerElement.signed(1), IntegerElement.unsigned(1));
    operands(IntegerElement.signed(1), IntegerElement.signed(1));
    operands(IntegerElement.signed(2), IntegerElement.unsigned(2));
    operands(IntegerElement.signed(2), S8);
    operands(IntegerElement.signed(3), IntegerElement.unsigned(3));
    operands(IntegerElement.signed(4), IntegerElement.unsigned(4));
    operands(IntegerElement.signed(4), U8);
    operands(S8, IntegerElement.unsigned(4));
    operands(S8, IntegerElement.unsigned(1));
    operands(S8, S8);
    operands(IntegerElement.signed(16), U8);
    operands(S8, IntegerElement.unsigned(16));
    narrowAccumulator();
    positiveWeights();
    groups(2, 3, 4, 3, 2);
    groups(3, 4, 1, 2, 1);
    groups(4, 1, 6, 1, 3);
    groups(3, 5, 4, 2, 1);
    groups(2, 6, 2, 6, 2);
    groups(3, 3, 6, 2, 2);
    pixels(2, 3, 5, 5);
    pixels(2, 3, 5, 2);
    pixels(2, 1, 1, 1);
    pixels(3, 5, 9, 4);
    pixels(4, 6, 25, 9);
    pixels(4, 4, 8, 1);
    pipelined(1, 1, 1, 1);
    pipelined(10, 25, 3, 4);
    pipelined(8, 9, 8, 9);
    spram(10, 25, 3, 2);
    spram(3, 7, 1, 1);
    return List.copyOf(cases);
  }

  private void folds(int channels, int length, int[] pes, int[] simds) {
    for (int pe : pes) {
      for (int simd : simds) {
        Random random = new Random(channels * 1000L + length);
        int[] corners = {-128, 127};
        IntSupplier weight =
            () -> random.nextInt(4) == 0 ? corners[random.nextInt(2)] : random.nextInt(256) - 128;
        String name = String.format("oc%d_k%d_pe%d_simd%d", channels, length, pe, simd);
        add(name, pe, simd, U8, matrix(S8, weight, channels, length));
      }
    }
  }

  private void operands(IntegerElement weight, IntegerElement input) {
    Random random = new Random(weight.bits() * 100L + input.bits());
    int span = 1 << weight.bits();
    IntTensor weights = matrix(weight, () -> (int) weight.min() + random.nextInt(span), 5, 7);
    add("w_" + weight + "_x_" + input, 2, 3, input, weights);
    IntTensor extreme = matrix(weight, () -> (int) weight.min(), 3, 4);
    add("extreme_w_" + weight + "_x_" + input, 3, 4, input, extreme);
  }

  /** Unsigned accumulators, much narrower than a product. */
  private void narrowAccumulator() {
    add("narrow_accumulator", 2, 2, U8, matrix(S8, () -> 1, 3, 5));
  }

  /** Unsigned accumulators that are wide. */
  private void positiveWeights() {
    add("positive_weights", 2, 2, U8, matrix(S8, () -> 127, 3, 5));
  }

  /** Vectors that meet the matrices of their groups in turn. */
  private void groups(int groups, int rows, int length, int pe, int simd) {
    Random random = new Random(groups * 100L + rows);
    IntTensor all = matrix(S8, () -> random.nextInt(256) - 128, groups * rows, length);
    IntTensor weights = IntTensor.of(S8, all.data(), groups, rows, length);
    MvuKernel kernel = new MvuKernel(pe, simd, S8, accumulator(weights, length, U8));
    StreamType stream = new StreamType(2, 2, groups * length, U8, 1, simd);
    String name = String.format("g%d_oc%d_k%d_pe%d_simd%d", groups, rows, length, pe, simd);
    cases.add(ContractCase.of(name, kernel, stream, List.of(weights), FRAMES));
  }

  /** Several vectors at a time that meet the same weights. */
  private void pixels(int px, int channels, int length, int simd) {
    Random random = new Random(px * 100L + length);
    IntTensor weights = matrix(S8, () -> random.nextInt(256) - 128, channels, length);
    // Lanes behind a vector's end are random as well: their weights are zero.
    MvuKernel kernel =
        new MvuKernel(
            channels, simd, px, 0, WeightMemory.ROM, S8, accumulator(weights, length, U8));
    int folds = (length + simd - 1) / simd;
    StreamType stream = new StreamType(2, 2, folds * px * simd, U8, 1, px * simd);
    String name = String.format("px%d_oc%d_k%d_simd%d", px, channels, length, simd);
    cases.add(ContractCase.of(name, kernel, stream, List.of(weights), FRAMES));
  }

  /** With registers between operands and multipliers. */
  private void pipelined(int channels, int length, int pe, int simd) {
    Random random = new Random(channels * 10L + length);
    IntTensor weights = matrix(S8, () -> random.nextInt(256) - 128, channels, length);
    IntegerElement accumulator = accumulator(weights, length, U8);
    MvuKernel kernel = new MvuKernel(pe, simd, 1, 1, WeightMemory.ROM, S8, accumulator);
    StreamType stream = new StreamType(2, 3, length, U8, 1, simd);
    String name = String.format("pipelined_oc%d_k%d_pe%d_simd%d", channels, length, pe, simd);
    cases.add(ContractCase.of(name, kernel, stream, List.of(weights), FRAMES));
  }

  /** With weights in a memory that a loader would fill. */
  private void spram(int channels, int length, int pe, int simd) {
    Random random = new Random(channels * 10L + length);
    IntTensor weights = matrix(S8, () -> random.nextInt(256) - 128, channels, length);
    IntegerElement accumulator = accumulator(weights, length, U8);
    MvuKernel kernel = new MvuKernel(pe, simd, 1, 0, WeightMemory.SPRAM, S8, accumulator);
    StreamType stream = new StreamType(2, 3, length, U8, 1, simd);
    String name = String.format("spram_oc%d_k%d_pe%d_simd%d", channels, length, pe, simd);
    cases.add(ContractCase.of(name, kernel, stream, List.of(weights), FRAMES));
  }

  private static IntTensor matrix(
      IntegerElement element, IntSupplier weight, int channels, int length) {
    int[] data = new int[channels * length];
    for (int i = 0; i < data.length; i++) {
      data[i] = weight.getAsInt();
    }
    return IntTensor.of(element, data, channels, length);
  }

  private void add(String name, int pe, int simd, IntegerElement input, IntTensor weights) {
    IntegerElement weight = (IntegerElement) weights.type().element();
    MvuKernel kernel =
        new MvuKernel(pe, simd, weight, accumulator(weights, weights.type().extent(1), input));
    int height = cases.size() % 2 + 1;
    StreamType stream = new StreamType(height, 3, weights.type().extent(1), input, 1, simd);
    cases.add(ContractCase.of(name, kernel, stream, List.of(weights), FRAMES));
  }

  /** Holds the sums of every row of that length, and no more. */
  static IntegerElement accumulator(IntTensor weights, int length, IntegerElement input) {
    long lo = 0;
    long hi = 0;
    for (int row = 0; row < weights.data().length / length; row++) {
      long rowLo = 0;
      long rowHi = 0;
      for (int k = 0; k < length; k++) {
        long atMin = weights.data()[row * length + k] * input.min();
        long atMax = weights.data()[row * length + k] * input.max();
        rowLo += Math.min(atMin, atMax);
        rowHi += Math.max(atMin, atMax);
      }
      lo = Math.min(lo, rowLo);
      hi = Math.max(hi, rowHi);
    }
    return IntegerElement.holding(lo, hi);
  }
}
