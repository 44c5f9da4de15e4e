package io.nn2fpga.contract;

import com.google.auto.service.AutoService;
import io.nn2fpga.ir.IntTensor;
import io.nn2fpga.ir.IntegerElement;
import io.nn2fpga.ir.StreamType;
import io.nn2fpga.ops.lookup.LookupKernel;
import java.util.List;
import java.util.Random;

/** Tables of signed and unsigned codes, for all channels or one a channel. */
@AutoService(ContractCases.class)
public final class LookupCases implements ContractCases {
  private static final IntegerElement U8 = IntegerElement.unsigned(8);
  private static final IntegerElement S8 = IntegerElement.signed(8);

  @Override
  public String operator() {
    return "lookup";
  }

  @Override
  public List<ContractCase> cases() {
    IntegerElement bit = IntegerElement.unsigned(1);
    IntegerElement s3 = IntegerElement.signed(3);
    return List.of(
        table("one_lane", S8, U8, true, 4, 8, 5, 1),
        table("ragged", S8, S8, true, 6, 6, 7, 3),
        table("all_lanes", U8, S8, true, 5, 6, 9, 9),
        table("wide_result", U8, IntegerElement.signed(30), true, 6, 6, 5, 2),
        table("twelve_bits", IntegerElement.signed(12), S8, true, 16, 16, 16, 4),
        table("each_channel", s3, S8, false, 3, 4, 5, 1),
        table("each_channel_ragged", IntegerElement.unsigned(4), U8, false, 4, 4, 7, 3),
        table("each_channel_all_lanes", s3, IntegerElement.unsigned(5), false, 3, 3, 4, 4),
        table("one_bit_one_beat", bit, bit, true, 1, 1, 1, 1));
  }

  private static ContractCase table(
      String name, IntegerElement in, IntegerElement out, boolean shared, int... extents) {
    StreamType type = new StreamType(extents[0], extents[1], extents[2], in, 1, extents[3]);
    int tables = shared ? 1 : type.channels();
    int entries = 1 << in.bits();
    Random random = new Random(name.hashCode());
    int[] table = new int[tables * entries];
    for (int i = 0; i < table.length; i++) {
      table[i] = (int) (out.min() + random.nextInt(1 << out.bits()));
    }
    IntTensor constant = IntTensor.of(out, table, tables, entries);
    return ContractCase.of(name, new LookupKernel(out), type, List.of(constant), 6);
  }
}
