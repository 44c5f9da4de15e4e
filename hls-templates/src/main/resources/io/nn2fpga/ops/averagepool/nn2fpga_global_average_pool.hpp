// nn2fpga_global_average_pool.hpp - requantized sum of each channel over a frame.
//
//   y = clamp((multiplier * factor + offset) >> SHIFT, MIN, MAX)
#ifndef NN2FPGA_GLOBAL_AVERAGE_POOL_HPP
#define NN2FPGA_GLOBAL_AVERAGE_POOL_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// PIXELS pixels of BEATS beats, the last with LAST_LANES of P channels.
template <int PIXELS, int BEATS, int LAST_LANES, int P, int BITS, bool SIGNED, int SUM_BITS,
          int MULTIPLIER_BITS, int OFFSET_BITS, int ACC_BITS, int SHIFT, bool AWAY, int MIN, int MAX,
          int OUT_BITS, bool OUT_SIGNED>
void global_average_pool(stream<beat<P, BITS, SIGNED>>& in,
                         stream<beat<P, OUT_BITS, OUT_SIGNED>>& out,
                         const integer<MULTIPLIER_BITS, true> (&multiplier)[1],
                         const integer<OFFSET_BITS, true> (&offset)[1]) {
  typedef integer<ACC_BITS, true> acc_type;
  integer<SUM_BITS, true> sums[BEATS][P];
#pragma HLS ARRAY_PARTITION variable = sums complete dim = 2
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<P, BITS, SIGNED> taken = in.read();
      beat<P, OUT_BITS, OUT_SIGNED> given;
      for (int p = 0; p < P; p++) {
#pragma HLS UNROLL
        const acc_type before = pixel == 0 ? acc_type(0) : acc_type(sums[b][p]);
        const acc_type sum = before + acc_type(taken.lane[p]);
        sums[b][p] = integer<SUM_BITS, true>(sum);
        const acc_type factor = AWAY ? acc_type(2 * sum + (sum >= 0 ? 1 : 0)) : sum;
        const acc_type scaled = acc_type(multiplier[0]) * factor + acc_type(offset[0]);
        const acc_type code = scaled >> SHIFT;
        const acc_type clamped = code < MIN ? acc_type(MIN) : code > MAX ? acc_type(MAX) : code;
        const bool used = b < BEATS - 1 || p < LAST_LANES;
        given.lane[p] = integer<OUT_BITS, OUT_SIGNED>(used ? clamped : acc_type(0));
      }
      given.last = b == BEATS - 1;
      if (pixel == PIXELS - 1) out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
