package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.transpose.TransposeKernel;
import java.util.List;

/** One tile a frame and several, tall and wide, of one beat and of many. */
@AutoService(ContractCases.class)
public final class TransposeCases implements ContractCases {
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "transpose";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        transpose("frame", 3, S8, 3, 4, 1, 1),
        transpose("tiles", 2, S8, 6, 3, 5, 2),
        transpose("wide_tiles", 1, S8, 3, 5, 2, 2),
        transpose("tall_tile", 7, IntegerElement.unsigned(3), 7, 2, 3, 3),
        transpose("one_column", 4, S8, 8, 1, 3, 1),
        transpose("one_bit_one_beat", 1, IntegerElement.unsigned(1), 1, 1, 1, 1));
  }

  private static ContractCase transpose(String name, int rows, IntegerElement element, int... n) {
    StreamType type = new StreamType(n[0], n[1], n[2], element, 1, n[3]);
    return ContractCase.of(name, new TransposeKernel(rows), type, List.of(), 8);
  }
}
