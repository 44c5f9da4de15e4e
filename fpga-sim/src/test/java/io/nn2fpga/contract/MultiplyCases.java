package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.multiply.MultiplyKernel;
import java.util.List;

/** Products of equal frames, and of one pixel with all of a frame. */
@AutoService(ContractCases.class)
public final class MultiplyCases implements ContractCases {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement BIT = IntegerElement.unsigned(1);

  @Override
  public String operator() {
    return "multiply";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        each("one_bit_one_beat", kernel(0, 0, BIT), BIT, BIT, 1, 1, 1, 1),
        each("one_lane", kernel(3, 250, S20), U8, U8, 2, 3, 4, 1),
        each("ragged", kernel(-128, 127, S20), S8, S8, 2, 2, 7, 3),
        each("unsigned_product", kernel(0, 0, IntegerElement.unsigned(13)), U8, U5, 3, 2, 5, 2),
        each("zero_points_beyond", kernel(-300, 999, S20), S8, U5, 2, 2, 6, 6),
        all("gate_ragged", kernel(-5, 128, S20), S8, U8, 3, 2, 7, 3),
        all("gate_one_lane", kernel(0, -128, S20), U8, S8, 2, 3, 4, 1),
        all("gate_all_lanes", kernel(7, 0, S20), S8, U8, 4, 4, 5, 5),
        all("gate_of_one_pixel", kernel(7, 0, S20), S8, U8, 1, 1, 5, 2));
  }

  private static final IntegerElement S20 = IntegerElement.signed(20);
  private static final IntegerElement U5 = IntegerElement.unsigned(5);

  private static MultiplyKernel kernel(int first, int second, IntegerElement accumulator) {
    return new MultiplyKernel(first, second, accumulator);
  }

  private static ContractCase each(
      String name, MultiplyKernel kernel, IntegerElement a, IntegerElement b, int... extents) {
    return new ContractCase(
        name, kernel, List.of(stream(a, extents), stream(b, extents)), List.of(), 8, 77);
  }

  private static ContractCase all(
      String name, MultiplyKernel kernel, IntegerElement a, IntegerElement b, int... extents) {
    StreamType one = new StreamType(1, 1, extents[2], b, 1, extents[3]);
    return new ContractCase(name, kernel, List.of(stream(a, extents), one), List.of(), 8, 78);
  }

  private static StreamType stream(IntegerElement element, int... extents) {
    return new StreamType(extents[0], extents[1], extents[2], element, 1, extents[3]);
  }
}
