package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.depthwise.VvuKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/** Vector-vector units with ragged channels and taps, channel multipliers, extreme operands. */
@AutoService(ContractCases.class)
public final class DepthwiseCases implements ContractCases {
  private static final int FRAMES = 5;
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  private final List<ContractCase> cases = new ArrayList<>();

  @Override
  public String operator() {
    return "depthwise";
  }

  @Override
  public List<ContractCase> cases() {
    cases.clear();
    folds(1, 1, 1, new int[] {1}, new int[] {1});
    folds(1, 1, 9, new int[] {1}, new int[] {1, 3, 9});
    folds(5, 1, 9, new int[] {1, 2, 5}, new int[] {1, 3, 9});
    folds(7, 1, 4, new int[] {3, 4}, new int[] {1, 2, 4});
    folds(3, 2, 9, new int[] {1, 2, 3}, new int[] {1, 9});
    folds(4, 3, 6, new int[] {3, 4}, new int[] {1, 2, 6});
    folds(5, 5, 3, new int[] {2}, new int[] {1, 3});
    folds(6, 1, 25, new int[] {4}, new int[] {5, 7});
    folds(5, 1, 1, new int[] {2}, new int[] {1});
    operands(IntegerElement.signed(1), IntegerElement.unsigned(1));
    operands(IntegerElement.signed(1), IntegerElement.signed(1));
    operands(IntegerElement.signed(2), S8);
    operands(S8, IntegerElement.unsigned(1));
    operands(S8, S8);
    operands(IntegerElement.signed(16), U8);
    operands(S8, IntegerElement.unsigned(16));
    add("narrow_accumulator", 2, 2, 3, U8, vectors(S8, () -> 1, 3, 5));
    add("positive_weights", 2, 2, 3, U8, vectors(S8, () -> 127, 3, 5));
    frameOfItsOwnWindows();
    pipelined();
    return List.copyOf(cases);
  }

  private void folds(int channels, int multiplier, int taps, int[] pes, int[] simds) {
    for (int pe : pes) {
      for (int simd : simds) {
        Random random = new Random(channels * 1000L + taps);
        int[] corners = {-128, 127};
        IntSupplier weight =
            () -> random.nextInt(4) == 0 ? corners[random.nextInt(2)] : random.nextInt(256) - 128;
        String name =
            String.format("c%d_m%d_t%d_pe%d_simd%d", channels, multiplier, taps, pe, simd);
        add(name, pe, simd, channels, U8, vectors(S8, weight, channels * multiplier, taps));
      }
    }
  }

  private void operands(IntegerElement weight, IntegerElement input) {
    Random random = new Random(weight.bits() * 100L + input.bits());
    int span = 1 << weight.bits();
    IntTensor weights = vectors(weight, () -> (int) weight.min() + random.nextInt(span), 5, 7);
    add("w_" + weight + "_x_" + input, 2, 3, 5, input, weights);
    IntTensor extreme = vectors(weight, () -> (int) weight.min(), 6, 4);
    add("extreme_w_" + weight + "_x_" + input, 3, 4, 3, input, extreme);
  }

  /** A single tap needs no generator, and then the ragged channels are at a pixel's end only. */
  private void frameOfItsOwnWindows() {
    IntTensor weights = vectors(S8, () -> -77, 7, 1);
    VvuKernel kernel = new VvuKernel(3, 1, 7, S8, accumulator(weights, U8));
    StreamType frame = new StreamType(2, 3, 7, U8, 1, 3);
    cases.add(ContractCase.of("pointwise", kernel, frame, List.of(weights), FRAMES));
  }

  /** With registers between operands and multipliers. */
  private void pipelined() {
    IntTensor weights = vectors(S8, () -> 93 - cases.size(), 7, 1);
    VvuKernel kernel = new VvuKernel(3, 1, 7, 1, S8, accumulator(weights, U8));
    StreamType frame = new StreamType(2, 3, 7, U8, 1, 3);
    cases.add(ContractCase.of("pipelined", kernel, frame, List.of(weights), FRAMES));
  }

  private static IntTensor vectors(
      IntegerElement element, IntSupplier weight, int outputs, int taps) {
    int[] data = new int[outputs * taps];
    for (int i = 0; i < data.length; i++) {
      data[i] = weight.getAsInt();
    }
    return IntTensor.of(element, data, outputs, taps);
  }

  private void add(
      String name, int pe, int simd, int channels, IntegerElement input, IntTensor weights) {
    IntegerElement weight = (IntegerElement) weights.type().element();
    VvuKernel kernel = new VvuKernel(pe, simd, channels, weight, accumulator(weights, input));
    int height = cases.size() % 2 + 1;
    int taps = weights.type().extent(1);
    int beats = (channels + pe - 1) / pe * ((taps + simd - 1) / simd);
    StreamType stream = new StreamType(height, 3, beats * simd * pe, input, 1, simd * pe);
    cases.add(ContractCase.of(name, kernel, stream, List.of(weights), FRAMES));
  }

  private static IntegerElement accumulator(IntTensor weights, IntegerElement input) {
    return MvuContractCases.accumulator(weights, weights.type().extent(1), input);
  }
}
