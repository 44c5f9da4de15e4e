package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.fifo.FifoKernel;
import java.util.List;

/** FIFOs of depths around powers of two. */
@AutoService(ContractCases.class)
public final class FifoCases implements ContractCases {
  @Override
  public String operator() {
    return "fifo";
  }

  @Override
  public List<ContractCase> cases() {
    IntegerElement s8 = IntegerElement.signed(8);
    StreamType bits = new StreamType(1, 1, 1, IntegerElement.unsigned(1), 1, 1);
    StreamType ragged = new StreamType(2, 3, 5, s8, 1, 2);
    StreamType pixels = new StreamType(3, 5, 3, IntegerElement.unsigned(7), 2, 2);
    return List.of(
        fifo("one_bit_one_beat_depth2", 2, bits),
        fifo("ragged_depth2", 2, ragged),
        fifo("ragged_depth3", 3, ragged),
        fifo("two_pixels_depth4", 4, pixels),
        fifo("two_pixels_depth5", 5, pixels),
        fifo("deeper_than_frame", 17, ragged),
        fifo("deepest_combinational", 32, new StreamType(5, 9, 3, s8, 1, 2)),
        fifo("shallowest_registered", 33, new StreamType(5, 9, 3, s8, 1, 2)),
        fifo("registered_power_of_two", 64, new StreamType(6, 9, 3, s8, 1, 2)),
        fifo("registered_one_bit_deeper_than_frame", 41, bits),
        fifo("wide_depth33", 33, new StreamType(4, 4, 40, IntegerElement.signed(13), 1, 40)));
  }

  private static ContractCase fifo(String name, int depth, StreamType type) {
    return ContractCase.of(name, new FifoKernel(depth), type, List.of(), 6);
  }
}
