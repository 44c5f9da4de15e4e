package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.slice.SliceKernel;
import java.util.List;

/** Boxes at each side of a frame, channels cut out of beats and between beats. */
@AutoService(ContractCases.class)
public final class SliceCases implements ContractCases {
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "slice";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        slice("all", List.of(0, 0, 0), List.of(2, 3, 5), 2, 3, 5, 2),
        slice("rows", List.of(1, 0, 0), List.of(2, 2, 3), 4, 2, 3, 2),
        slice("columns", List.of(0, 2, 0), List.of(3, 1, 3), 3, 4, 3, 3),
        slice("corner_pixel", List.of(2, 2, 0), List.of(1, 1, 4), 3, 3, 4, 1),
        slice("first_channels", List.of(0, 0, 0), List.of(2, 2, 3), 2, 2, 7, 2),
        slice("last_channels", List.of(0, 0, 4), List.of(2, 2, 3), 2, 2, 7, 2),
        slice("channels_of_a_beat", List.of(0, 1, 2), List.of(2, 2, 3), 2, 3, 7, 7),
        slice("channels_between", List.of(1, 0, 3), List.of(1, 2, 4), 2, 2, 9, 3),
        slice("one_beat", List.of(0, 0, 0), List.of(1, 1, 1), 1, 1, 1, 1));
  }

  private static ContractCase slice(
      String name, List<Integer> begin, List<Integer> size, int... n) {
    StreamType type = new StreamType(n[0], n[1], n[2], S8, 1, n[3]);
    return ContractCase.of(name, new SliceKernel(begin, size), type, List.of(), 7);
  }
}
