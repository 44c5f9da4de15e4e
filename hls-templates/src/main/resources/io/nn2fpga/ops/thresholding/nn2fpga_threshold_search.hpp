// nn2fpga_threshold_search.hpp - narrow accumulators to codes by a binary search among thresholds.
//
//   y = BASE + number of t with x >= threshold[c][t],  x = falling[c] ? ~acc : acc
#ifndef NN2FPGA_THRESHOLD_SEARCH_HPP
#define NN2FPGA_THRESHOLD_SEARCH_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, int BEATS, int LAST_LANES, int LANES, int STAGES, int ACC_BITS,
          bool ACC_SIGNED, int COMPARE_BITS, int BASE, int OUT_BITS, bool OUT_SIGNED>
void threshold_search(
    stream<beat<LANES, ACC_BITS, ACC_SIGNED>>& in, stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out,
    const integer<COMPARE_BITS, true> (&threshold)[BEATS][LANES][(1 << STAGES) - 1],
    const integer<2, true> (&falling)[BEATS][LANES]) {
#pragma HLS ARRAY_PARTITION variable = threshold complete dim = 2
#pragma HLS ARRAY_PARTITION variable = falling complete dim = 2
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<LANES, ACC_BITS, ACC_SIGNED> taken = in.read();
      beat<LANES, OUT_BITS, OUT_SIGNED> given;
      for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
        const integer<COMPARE_BITS, true> acc = taken.lane[lane];
        const integer<COMPARE_BITS, true> x =
            falling[b][lane] != 0 ? integer<COMPARE_BITS, true>(~acc) : acc;
        int found = 0;
        for (int bit = STAGES - 1; bit >= 0; bit--) {
          const int tried = found + (1 << bit);
          if (x >= threshold[b][lane][tried - 1]) found = tried;
        }
        const bool used = b < BEATS - 1 || lane < LAST_LANES;
        given.lane[lane] = used ? BASE + found : 0;
      }
      given.last = pixel == PIXELS - 1 && b == BEATS - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
