package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fork.ForkKernel;
import java.util.List;

/** Forks of narrow, ragged and wide streams. */
@AutoService(ContractCases.class)
public final class ForkCases implements ContractCases {
  @Override
  public String operator() {
    return "fork";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        fork("one_bit_one_beat", new StreamType(1, 1, 1, IntegerElement.unsigned(1), 1, 1)),
        fork("ragged", new StreamType(2, 3, 5, IntegerElement.signed(8), 1, 2)),
        fork("two_pixels", new StreamType(3, 5, 3, IntegerElement.unsigned(7), 2, 2)),
        fork("wide", new StreamType(2, 2, 40, IntegerElement.signed(13), 1, 40)));
  }

  private static ContractCase fork(String name, StreamType type) {
    return ContractCase.of(name, new ForkKernel(), type, List.of(), 6);
  }
}
