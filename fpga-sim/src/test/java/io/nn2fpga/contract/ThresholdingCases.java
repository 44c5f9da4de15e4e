package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.op.Kernel;
import io.nn2fpga.ops.thresholding.ThresholdSearchKernel;
import io.nn2fpga.ops.thresholding.ThresholdingKernel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Thresholds of rising and falling channels, inside and outside the accumulators' range. */
@AutoService(ContractCases.class)
public final class ThresholdingCases implements ContractCases {
  private static final IntegerElement U4 = IntegerElement.unsigned(4);
  private static final IntegerElement U1 = IntegerElement.unsigned(1);

  @Override
  public String operator() {
    return "thresholding";
  }

  @Override
  public List<ContractCase> cases() {
    IntegerElement s7 = IntegerElement.signed(7);
    IntegerElement s8 = IntegerElement.signed(8);
    IntegerElement s9 = IntegerElement.signed(9);
    IntegerElement u6 = IntegerElement.unsigned(6);
    IntegerElement u8 = IntegerElement.unsigned(8);
    ThresholdingKernel twoBits = new ThresholdingKernel(0, IntegerElement.unsigned(2));
    ThresholdingKernel signed = new ThresholdingKernel(-4, IntegerElement.signed(3));
    return List.of(
        threshold("one_lane", twoBits, of(2, 3, 4, s7, 1), 3, 60),
        threshold("ragged", twoBits, of(2, 2, 7, s7, 3), 3, 60),
        threshold("base_ragged", signed, of(3, 1, 5, s7, 4), 7, 60),
        threshold("outside_range", signed, of(2, 2, 6, s7, 6), 7, 300),
        threshold("unsigned_acc", twoBits, of(2, 3, 5, IntegerElement.unsigned(6), 2), 3, 60),
        threshold("four_bits", new ThresholdingKernel(0, U4), of(2, 2, 5, s7, 2), 15, 70),
        threshold("bipolar", new ThresholdingKernel(0, U1), of(2, 2, 9, s7, 4), 1, 60),
        threshold("one_bit_one_beat", new ThresholdingKernel(0, U1), of(1, 1, 1, U1, 1), 1, 2),
        threshold("search", new ThresholdSearchKernel(0, U4), of(2, 3, 4, s7, 1), 15, 60),
        threshold(
            "search_ragged", new ThresholdSearchKernel(-90, s8), of(3, 3, 5, s9, 2), 200, 255),
        threshold(
            "search_all_codes", new ThresholdSearchKernel(0, u8), of(3, 4, 3, s9, 3), 255, 240),
        threshold("search_unsigned", new ThresholdSearchKernel(5, u8), of(2, 3, 4, u6, 3), 40, 60),
        threshold("search_outside", new ThresholdSearchKernel(-4, s8), of(2, 2, 6, s7, 4), 20, 300),
        threshold("search_bipolar", new ThresholdSearchKernel(0, U1), of(2, 2, 9, s7, 4), 1, 60),
        rising("search_rising", new ThresholdSearchKernel(-8, s8), of(3, 2, 4, s9, 4), 16, 100),
        threshold("search_one_bit", new ThresholdSearchKernel(0, U1), of(1, 1, 1, U1, 1), 1, 2));
  }

  private static StreamType of(
      int height, int width, int channels, IntegerElement element, int lanes) {
    return new StreamType(height, width, channels, element, 1, lanes);
  }

  /** Without a falling channel, so without directions in hardware. */
  private static ContractCase rising(
      String name, Kernel kernel, StreamType type, int count, int spread) {
    ContractCase mixed = threshold(name, kernel, type, count, spread);
    int[] up = new int[type.channels()];
    Arrays.fill(up, 1);
    IntTensor directions = IntTensor.of(IntegerElement.signed(2), up, up.length);
    return ContractCase.of(name, kernel, type, List.of(mixed.constants().get(0), directions), 10);
  }

  private static ContractCase threshold(
      String name, Kernel kernel, StreamType type, int count, int spread) {
    Random random = new Random(name.hashCode());
    int[] thresholds = new int[type.channels() * count];
    int[] directions = new int[type.channels()];
    for (int c = 0; c < directions.length; c++) {
      directions[c] = c % 3 == 1 ? -1 : 1;
      int[] row = random.ints(count, -spread, spread).sorted().toArray();
      System.arraycopy(row, 0, thresholds, c * count, count);
    }
    // Channel 0 steps at 1 last, so that a flipped sign of it shows.
    Arrays.fill(thresholds, 0, count, 1);
    return ContractCase.of(
        name,
        kernel,
        type,
        List.of(
            IntTensor.of(IntegerElement.signed(16), thresholds, directions.length, count),
            IntTensor.of(IntegerElement.signed(2), directions, directions.length)),
        10);
  }
}
