package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.pad.PadKernel;
import java.util.List;

/**
 * Padding on each side, between rows and columns and on none, of signed codes, ragged lanes and
 * one-bit elements.
 */
@AutoService(ContractCases.class)
public final class PadCases implements ContractCases {
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement U8 = IntegerElement.unsigned(8);

  @Override
  public String operator() {
    return "pad";
  }

  @Override
  public List<ContractCase> cases() {
    return List.of(
        pad("none", List.of(0, 0, 0, 0), 0, U8, 2, 3, 4, 2),
        pad("around", List.of(1, 2, 3, 1), -7, S8, 2, 2, 3, 2),
        pad("above", List.of(2, 0, 0, 0), 200, U8, 2, 2, 3, 1),
        pad("left", List.of(0, 1, 0, 0), -128, S8, 2, 3, 3, 3),
        pad("below", List.of(0, 0, 1, 0), 127, S8, 1, 2, 4, 2),
        pad("right", List.of(0, 0, 0, 3), 9, U8, 3, 1, 5, 4),
        between("between", List.of(0, 0, 0, 0), List.of(1, 2), S8, 3, 2, 3, 2),
        between("between_and_around", List.of(1, 2, 3, 1), List.of(2, 1), S8, 2, 3, 3, 3),
        between("between_rows", List.of(0, 1, 0, 0), List.of(3, 0), U8, 2, 2, 5, 2),
        between("between_columns", List.of(2, 0, 0, 1), List.of(0, 1), U8, 2, 3, 2, 1),
        pad("one_bit_one_beat", List.of(0, 0, 1, 1), 1, IntegerElement.unsigned(1), 1, 1, 1, 1));
  }

  private static ContractCase pad(
      String name, List<Integer> pads, int value, IntegerElement element, int... n) {
    StreamType type = new StreamType(n[0], n[1], n[2], element, 1, n[3]);
    return ContractCase.of(name, new PadKernel(pads, List.of(0, 0), value), type, List.of(), 7);
  }

  private static ContractCase between(
      String name, List<Integer> pads, List<Integer> interior, IntegerElement element, int... n) {
    StreamType type = new StreamType(n[0], n[1], n[2], element, 1, n[3]);
    return ContractCase.of(name, new PadKernel(pads, interior, 99), type, List.of(), 7);
  }
}
