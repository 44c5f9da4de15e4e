package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.upsample.UpsampleKernel;
import java.util.List;

/** Enlargement of rows, of columns, of both and of neither. */
@AutoService(ContractCases.class)
public final class UpsampleCases implements ContractCases {
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "upsample";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        upsample("twice", 2, 2, S8, 3, 3, 5, 2),
        upsample("rows", 3, 1, S8, 2, 4, 3, 3),
        upsample("columns", 1, 3, IntegerElement.unsigned(5), 2, 3, 4, 1),
        upsample("uneven", 2, 3, S8, 1, 2, 7, 3),
        upsample("one_column", 2, 2, S8, 3, 1, 2, 1),
        upsample("neither", 1, 1, S8, 2, 3, 2, 1),
        upsample("one_bit_one_beat", 1, 1, IntegerElement.unsigned(1), 1, 1, 1, 1),
        upsample("one_bit_twice", 2, 2, IntegerElement.unsigned(1), 1, 1, 1, 1));
  }

  private static ContractCase upsample(
      String name, int rows, int columns, IntegerElement element, int... n) {
    StreamType type = new StreamType(n[0], n[1], n[2], element, 1, n[3]);
    return ContractCase.of(name, new UpsampleKernel(rows, columns), type, List.of(), 7);
  }
}
