package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.argmax.ArgMaxKernel;
import java.util.List;

/** Frames of one beat and of many, with ties. */
@AutoService(ContractCases.class)
public final class ArgMaxCases implements ContractCases {
  @Override
  public String operator() {
    return "argmax";
  }

  @Override
  public List<ContractCase> cases() {
    IntegerElement s8 = IntegerElement.signed(8);
    return List.of(
        argmax("ten_by_one", 10, s8, 1),
        argmax("ten_by_ten", 10, s8, 10),
        argmax("ragged", 10, s8, 4),
        argmax("ties", 33, IntegerElement.signed(2), 5),
        argmax("unsigned_elements", 7, IntegerElement.unsigned(5), 3),
        argmax("one_bit", 6, IntegerElement.unsigned(1), 4),
        argmax("single", 1, s8, 1),
        argmax("wide", 5, IntegerElement.signed(31), 2));
  }

  private static ContractCase argmax(String name, int channels, IntegerElement element, int lanes) {
    StreamType type = new StreamType(1, 1, channels, element, 1, lanes);
    return ContractCase.of(name, new ArgMaxKernel(), type, List.of(), 24);
  }
}
