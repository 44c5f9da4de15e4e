package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.concat.ConcatKernel;
import java.util.List;

/** Channels side by side, in parallel and in turn, the second stream's last beat ragged. */
@AutoService(ContractCases.class)
public final class ConcatCases implements ContractCases {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement BIT = IntegerElement.unsigned(1);

  @Override
  public String operator() {
    return "concat";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        concat("parallel", true, S8, 2, 3, 3, 3, 5, 5),
        concat("parallel_one_bit_one_beat", true, BIT, 1, 1, 1, 1, 1, 1),
        concat("in_turn_one_lane", false, S8, 2, 3, 2, 1, 3, 1),
        concat("in_turn_ragged", false, IntegerElement.unsigned(5), 2, 2, 4, 2, 5, 2),
        concat("in_turn_one_beat_each", false, BIT, 3, 1, 4, 4, 4, 4),
        concat("in_turn_one_then_many", false, S8, 2, 2, 3, 3, 10, 3));
  }

  /** Rows, columns; channels and lanes of the first, of the second stream. */
  private static ContractCase concat(
      String name, boolean parallel, IntegerElement element, int... n) {
    StreamType first = new StreamType(n[0], n[1], n[2], element, 1, n[3]);
    StreamType second = new StreamType(n[0], n[1], n[4], element, 1, n[5]);
    return new ContractCase(
        name, new ConcatKernel(parallel), List.of(first, second), List.of(), 7, 41);
  }
}
