package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.add.AddKernel;
import java.util.List;

/** Sums: ragged lanes, operands of different types, both signs of multipliers and offsets. */
@AutoService(ContractCases.class)
public final class AddCases implements ContractCases {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement BIT = IntegerElement.unsigned(1);

  @Override
  public String operator() {
    return "add";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        add("one_bit_one_beat", new AddKernel(1, 1, 0, 0, 0, 1, BIT), BIT, BIT, 1, 1, 1, 1),
        add("one_lane", new AddKernel(150, 106, 128, 8, 0, 255, U8), U8, U8, 2, 3, 4, 1),
        add("ragged", new AddKernel(-53, 65535, -7000, 16, -128, 127, S8), U8, S8, 2, 2, 7, 3),
        add(
            "clamp_above_zero",
            new AddKernel(131071, -131071, 1L << 24, 17, 3, 200, U8),
            S8,
            S8,
            3,
            1,
            5,
            4),
        add(
            "all_lanes_wide_offset",
            new AddKernel(40000, 65000, -(1L << 45) + 12345, 40, -40, 90, S8),
            IntegerElement.signed(28),
            IntegerElement.unsigned(27),
            2,
            2,
            6,
            6),
        add("zero_multiplier", new AddKernel(0, -3, 77, 1, -128, 127, S8), U8, BIT, 1, 5, 3, 2),
        add(
            "no_shift",
            new AddKernel(1, -1, 5, 0, 0, 15, IntegerElement.unsigned(4)),
            U8,
            IntegerElement.signed(5),
            1,
            1,
            9,
            9));
  }

  private static ContractCase add(
      String name, AddKernel kernel, IntegerElement a, IntegerElement b, int... extents) {
    return new ContractCase(
        name, kernel, List.of(stream(a, extents), stream(b, extents)), List.of(), 8, 77);
  }

  private static StreamType stream(IntegerElement element, int... extents) {
    return new StreamType(extents[0], extents[1], extents[2], element, 1, extents[3]);
  }
}
