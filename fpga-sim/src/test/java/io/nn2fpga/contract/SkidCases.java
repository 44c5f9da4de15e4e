package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.skid.SkidKernel;
import java.util.List;

/** Register slices. */
@AutoService(ContractCases.class)
public final class SkidCases implements ContractCases {
  @Override
  public String operator() {
    return "skid";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        skid("one_bit_one_beat", new StreamType(1, 1, 1, IntegerElement.unsigned(1), 1, 1)),
        skid("ragged", new StreamType(2, 3, 5, IntegerElement.signed(8), 1, 2)),
        skid("two_pixels", new StreamType(3, 5, 3, IntegerElement.unsigned(7), 2, 2)));
  }

  private static ContractCase skid(String name, StreamType type) {
    return ContractCase.of(name, new SkidKernel(), type, List.of(), 8);
  }
}
