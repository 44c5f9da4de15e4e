// nn2fpga_thresholding.hpp - narrow accumulators to codes by counting the thresholds reached.
#ifndef NN2FPGA_THRESHOLDING_HPP
#define NN2FPGA_THRESHOLDING_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, int BEATS, int LAST_LANES, int LANES, int THRESHOLDS, int ACC_BITS,
          bool ACC_SIGNED, int COMPARE_BITS, int BASE, int OUT_BITS, bool OUT_SIGNED>
void thresholding(stream<beat<LANES, ACC_BITS, ACC_SIGNED>>& in,
                  stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out,
                  const integer<COMPARE_BITS, true> (&threshold)[BEATS][LANES][THRESHOLDS],
                  const integer<2, true> (&falling)[BEATS][LANES]) {
#pragma HLS ARRAY_PARTITION variable = threshold complete dim = 2
#pragma HLS ARRAY_PARTITION variable = threshold complete dim = 3
#pragma HLS ARRAY_PARTITION variable = falling complete dim = 2
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<LANES, ACC_BITS, ACC_SIGNED> taken = in.read();
      beat<LANES, OUT_BITS, OUT_SIGNED> given;
      for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
        const integer<COMPARE_BITS, true> acc = taken.lane[lane];
        int code = BASE;
        for (int t = 0; t < THRESHOLDS; t++) {
          const integer<COMPARE_BITS, true> bound = threshold[b][lane][t];
          code += (falling[b][lane] != 0 ? acc <= bound : acc >= bound) ? 1 : 0;
        }
        const bool used = b < BEATS - 1 || lane < LAST_LANES;
        given.lane[lane] = used ? code : 0;
      }
      given.last = pixel == PIXELS - 1 && b == BEATS - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
