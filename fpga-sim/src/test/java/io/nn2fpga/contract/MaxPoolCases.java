package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.maxpool.MaxPoolKernel;
import java.util.List;

/** Maxima over windows of many shapes, signed and unsigned, ragged and one lane. */
@AutoService(ContractCases.class)
public final class MaxPoolCases implements ContractCases {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "maxpool";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        pool("one_tap_one_bit", 1, 1, 1, IntegerElement.unsigned(1), 1, 1),
        pool("square_unsigned", 3, 4, 6, U8, 2, 2, 2),
        pool("square_signed", 3, 4, 5, S8, 2, 2, 2),
        pool("all_lanes", 2, 2, 6, S8, 6, 3, 3),
        pool("row", 2, 3, 7, IntegerElement.signed(5), 3, 1, 4),
        pool("column", 2, 3, 3, IntegerElement.unsigned(13), 2, 5, 1),
        pool("signed_one_bit", 2, 2, 4, IntegerElement.signed(1), 3, 2, 3));
  }

  private static ContractCase pool(
      String name,
      int height,
      int width,
      int channels,
      IntegerElement element,
      int lanes,
      int... kernel) {
    int kh = kernel[0];
    int kw = kernel.length == 1 ? 1 : kernel[1];
    int beats = (channels + lanes - 1) / lanes;
    int simd = kh * kw * lanes;
    StreamType windows = new StreamType(height, width, beats * simd, element, 1, simd);
    MaxPoolKernel pool = new MaxPoolKernel(List.of(kh, kw), channels, lanes);
    return ContractCase.of(name, pool, windows, List.of(), 6);
  }
}
