// nn2fpga_widthconverter.hpp - the same elements in the same order, in beats of another width.
#ifndef NN2FPGA_WIDTHCONVERTER_HPP
#define NN2FPGA_WIDTHCONVERTER_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int IN_LANES, int IN_BEATS, int IN_LAST, int OUT_LANES, int OUT_BEATS, int OUT_LAST,
          int OUT_GROUPS, int BITS, bool SIGNED>
void widthconverter(stream<beat<IN_LANES, BITS, SIGNED>>& in,
                    stream<beat<OUT_LANES, BITS, SIGNED>>& out) {
  integer<BITS, SIGNED> buffer[IN_LANES + OUT_LANES];
#pragma HLS ARRAY_PARTITION variable = buffer complete
  int count = 0;
  int in_beat = 0;
  for (int i = 0; i < OUT_GROUPS * OUT_BEATS; i++) {
    const bool out_end = i % OUT_BEATS == OUT_BEATS - 1;
    const int size = out_end ? OUT_LAST : OUT_LANES;
    while (count < size) {
#pragma HLS PIPELINE II = 1
      const beat<IN_LANES, BITS, SIGNED> taken = in.read();
      const bool in_end = in_beat == IN_BEATS - 1;
      for (int lane = 0; lane < IN_LANES; lane++) buffer[count + lane] = taken.lane[lane];
      count += in_end ? IN_LAST : IN_LANES;
      in_beat = in_end ? 0 : in_beat + 1;
    }
    beat<OUT_LANES, BITS, SIGNED> given;
    for (int lane = 0; lane < OUT_LANES; lane++) {
#pragma HLS UNROLL
      given.lane[lane] = lane < size ? buffer[lane] : integer<BITS, SIGNED>(0);
    }
    given.last = i == OUT_GROUPS * OUT_BEATS - 1;
    out.write(given);
    count -= size;
    for (int lane = 0; lane < count; lane++) buffer[lane] = buffer[lane + size];
  }
}

}  // namespace nn2fpga

#endif
