// nn2fpga_lookup.hpp - a function of codes, by table.
//
//   y = table[x], or table[c][x]; the bits of x are the address
#ifndef NN2FPGA_LOOKUP_HPP
#define NN2FPGA_LOOKUP_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// TABLE_BEATS x TABLE_LANES tables: BEATS x LANES, or one for all channels.
template <int PIXELS, int BEATS, int LAST_LANES, int LANES, int IN_BITS, bool IN_SIGNED,
          int OUT_BITS, bool OUT_SIGNED, int TABLE_BEATS, int TABLE_LANES>
void lookup(stream<beat<LANES, IN_BITS, IN_SIGNED>>& in,
            stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out,
            const integer<OUT_BITS + (OUT_SIGNED ? 0 : 1), true> (
                &table)[TABLE_BEATS][TABLE_LANES][1 << IN_BITS]) {
#pragma HLS ARRAY_PARTITION variable = table complete dim = 2
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<LANES, IN_BITS, IN_SIGNED> taken = in.read();
      beat<LANES, OUT_BITS, OUT_SIGNED> given;
      for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
        const int address = int(taken.lane[lane]) & ((1 << IN_BITS) - 1);
        const bool used = b < BEATS - 1 || lane < LAST_LANES;
        const int result = table[b % TABLE_BEATS][lane % TABLE_LANES][address];
        given.lane[lane] = used ? result : 0;
      }
      given.last = pixel == PIXELS - 1 && b == BEATS - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
