package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.LongTensor;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ir.Tensor;
import io.nn2fpga.ops.requantize.RequantizeKernel;
import io.nn2fpga.ops.requantize.SerialRequantizeKernel;
import io.nn2fpga.ops.requantize.Ties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Requantizers: ragged lanes, signed and unsigned on both sides, clamps, no shift, ties,
 * exceptions.
 */
@AutoService(ContractCases.class)
public final class RequantizeCases implements ContractCases {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "requantize";
  }

  @Override
  public List<ContractCase> cases() {
    IntegerElement s20 = IntegerElement.signed(20);
    IntegerElement s9 = IntegerElement.signed(9);
    IntegerElement s7 = IntegerElement.signed(7);
    IntegerElement s6 = IntegerElement.signed(6);
    IntegerElement u4 = IntegerElement.unsigned(4);
    return List.of(
        requantize("one_lane", new RequantizeKernel(16, 0, 255, U8), of(2, 3, 4, s20, 1), 9),
        requantize("ragged", new RequantizeKernel(16, -128, 127, S8), of(2, 2, 7, s20, 3), 9),
        requantize(
            "clamp_above_zero", new RequantizeKernel(15, 3, 200, U8), of(3, 1, 5, s20, 4), 8),
        requantize("all_lanes", new RequantizeKernel(18, -20, 90, S8), of(2, 2, 6, s20, 6), 11),
        requantize(
            "unsigned_acc",
            new RequantizeKernel(9, 0, 15, IntegerElement.unsigned(4)),
            of(2, 3, 5, IntegerElement.unsigned(11), 2),
            5),
        requantize(
            "wide_acc",
            new RequantizeKernel(30, -32768, 32767, IntegerElement.signed(16)),
            of(1, 2, 3, IntegerElement.signed(31), 2),
            17),
        requantize(
            "one_bit_one_beat",
            new RequantizeKernel(0, 0, 1, IntegerElement.unsigned(1)),
            of(1, 1, 1, IntegerElement.unsigned(1), 1),
            2),
        requantize("pipelined", of(6, -20, 100, Ties.EVEN).pipelined(1), of(2, 3, 5, s9, 2), 6),
        requantize(
            "pipelined_one_beat",
            new RequantizeKernel(3, 0, 200, U8).pipelined(1),
            of(2, 2, 1, s9, 1),
            5),
        corrected(
            "pipelined_exceptions", of(4, -99, 99, Ties.UP).pipelined(1), of(3, 3, 5, s7, 2), 3, 3),
        requantize("no_shift", new RequantizeKernel(0, -128, 127, S8), of(1, 1, 9, S8, 9), 2),
        requantize("wide_multiplier", of(30, -128, 127, Ties.UP), of(2, 2, 5, s20, 2), 25),
        requantize("ties_to_even", of(3, -20, 100, Ties.EVEN), of(3, 2, 5, s9, 2), 4),
        requantize("ties_to_odd", of(2, -128, 127, Ties.ODD), of(2, 2, 6, s9, 3), 3),
        shifts("power_of_two", of(4, -16, 15, Ties.EVEN), of(3, 3, 7, s9, 3)),
        corrected("exceptions", of(4, -128, 127, Ties.UP), of(3, 3, 5, s7, 2), 3, 3),
        corrected("one_exception", of(0, 0, 15, Ties.UP), of(4, 3, 3, u4, 3), 2, 1),
        corrected("exceptions_and_ties", of(2, -30, 90, Ties.EVEN), of(4, 4, 3, s6, 1), 3, 7),
        serial("serial", requantize("any", of(16, -128, 127, Ties.UP), of(2, 2, 7, s20, 3), 9)),
        serial("serial_even", requantize("any", of(3, -20, 100, Ties.EVEN), of(3, 2, 5, s9, 2), 4)),
        serial("serial_odd", requantize("any", of(2, -128, 127, Ties.ODD), of(2, 2, 6, s9, 3), 3)),
        serial(
            "serial_no_shift", requantize("any", of(0, -128, 127, Ties.UP), of(1, 1, 9, S8, 9), 2)),
        serial(
            "serial_wide", requantize("any", of(30, -99, 127, Ties.UP), of(2, 2, 5, s20, 2), 25)),
        serial("serial_positive", positive(of(12, -9, 127, Ties.UP), of(2, 3, 4, s20, 1))),
        serial(
            "serial_unsigned",
            positive(
                new RequantizeKernel(9, 0, 15, u4), of(2, 3, 5, IntegerElement.unsigned(11), 2))));
  }

  private static RequantizeKernel of(int shift, int min, int max, Ties ties) {
    return new RequantizeKernel(shift, min, max, ties, 0, S8);
  }

  /** Without a multiplication. */
  private static ContractCase shifts(String name, RequantizeKernel kernel, StreamType type) {
    ContractCase all = requantize(name, kernel, type, 2);
    int[] ones = new int[type.channels()];
    Arrays.fill(ones, 1);
    IntTensor one = IntTensor.of(IntegerElement.signed(2), ones, ones.length);
    return ContractCase.of(name, kernel, type, List.of(one, all.constants().get(1)), 8);
  }

  /** The same without a multiplier. */
  private static ContractCase serial(String name, ContractCase parallel) {
    RequantizeKernel kernel = (RequantizeKernel) parallel.kernel();
    return ContractCase.of(
        name,
        SerialRequantizeKernel.of(kernel),
        parallel.inputs().get(0),
        parallel.constants(),
        parallel.frames());
  }

  /** With multipliers of 17 bits, none of them negative, as scales give. */
  private static ContractCase positive(RequantizeKernel kernel, StreamType type) {
    ContractCase any = requantize("positive", kernel, type, 17);
    int[] multipliers = ((IntTensor) any.constants().get(0)).data().clone();
    Arrays.setAll(multipliers, c -> Math.abs(multipliers[c]));
    IntTensor multiplier = IntTensor.of(IntegerElement.signed(17), multipliers, multipliers.length);
    return ContractCase.of(
        "positive", kernel, type, List.of(multiplier, any.constants().get(1)), any.frames());
  }

  /** With exceptions among the accumulators that are often met, some twice, some of no effect. */
  private static ContractCase corrected(
      String name, RequantizeKernel kernel, StreamType type, int multiplierBits, int count) {
    List<Tensor> constants =
        new ArrayList<>(requantize(name, kernel, type, multiplierBits).constants());
    Random random = new Random(count);
    int[] positions = random.ints((long) type.channels() * count, -3, 8).toArray();
    int[] corrections = random.ints((long) type.channels() * count, -1, 2).toArray();
    // Corner values are frequent in one frame: a wrong bit of channel 0's first exception shows.
    positions[0] = 1;
    corrections[0] = 1;
    constants.add(IntTensor.of(IntegerElement.signed(5), positions, type.channels(), count));
    constants.add(IntTensor.of(IntegerElement.signed(2), corrections, type.channels(), count));
    return ContractCase.of(name, kernel, type, constants, 8);
  }

  private static StreamType of(
      int height, int width, int channels, IntegerElement element, int lanes) {
    return new StreamType(height, width, channels, element, 1, lanes);
  }

  private static ContractCase requantize(
      String name, RequantizeKernel kernel, StreamType type, int multiplierBits) {
    Random random = new Random(name.hashCode());
    int[] multiplier = new int[type.channels()];
    long[] offset = new long[type.channels()];
    long half = kernel.shift() == 0 ? 0 : 1L << (kernel.shift() - 1);
    for (int c = 0; c < multiplier.length; c++) {
      multiplier[c] = random.nextInt(1 << multiplierBits) - (1 << (multiplierBits - 1));
      offset[c] = half + (((long) random.nextInt(64) - 32) << kernel.shift());
    }
    multiplier[0] = 1;
    offset[0] = half;
    List<Tensor> constants =
        List.of(
            IntTensor.of(IntegerElement.signed(multiplierBits), multiplier, multiplier.length),
            LongTensor.of(IntegerElement.signed(48), offset, offset.length));
    return ContractCase.of(name, kernel, type, constants, 8);
  }
}
