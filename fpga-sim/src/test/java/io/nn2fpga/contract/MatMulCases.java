package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.matmul.MatMulKernel;
import java.util.List;

/**
 * Matrix products: ragged elements and accumulators, one row and several, either operand longer.
 */
@AutoService(ContractCases.class)
public final class MatMulCases implements ContractCases {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);
  private static final IntegerElement BIT = IntegerElement.unsigned(1);
  private static final IntegerElement S24 = IntegerElement.signed(24);

  @Override
  public String operator() {
    return "matmul";
  }

  /** Rows, columns, vectors, length, SIMD, PE. */
  @Override
  public List<ContractCase> cases() {
    return List.of(
        product("one_bit_one_beat", kernel(1, 0, 0, BIT), BIT, BIT, 1, 1, 1, 1, 1),
        product("one_at_a_time", kernel(1, 3, -4, S24), U8, S8, 1, 3, 4, 5, 1),
        product("ragged", kernel(2, -128, 100, S24), S8, U8, 2, 3, 5, 7, 3),
        product("all_at_once", kernel(4, 0, 0, S24), S8, S8, 2, 3, 4, 6, 6),
        product("many_vectors", kernel(3, 7, 0, S24), U8, S8, 2, 1, 7, 4, 2),
        product("many_columns", kernel(2, 0, 9, S24), S8, S8, 1, 9, 2, 3, 2),
        product("rows_of_one_pixel", kernel(1, -3, 5, S24), S8, S8, 5, 1, 1, 4, 2));
  }

  private static MatMulKernel kernel(int pe, int first, int second, IntegerElement accumulator) {
    return new MatMulKernel(pe, first, second, accumulator);
  }

  private static ContractCase product(
      String name, MatMulKernel kernel, IntegerElement a, IntegerElement b, int... n) {
    StreamType first = new StreamType(n[0], n[1], n[3], a, 1, n[4]);
    StreamType second = new StreamType(n[0], n[2], n[3], b, 1, n[4]);
    return new ContractCase(name, kernel, List.of(first, second), List.of(), 9, 63);
  }
}
