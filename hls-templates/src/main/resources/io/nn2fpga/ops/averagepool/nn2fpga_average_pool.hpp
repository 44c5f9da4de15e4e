// nn2fpga_average_pool.hpp - requantized sum over the taps of a window, P channels a beat.
//
//   y = clamp((multiplier[k] * factor + offset[k]) >> SHIFT, MIN, MAX), k as in the .v beside it
#ifndef NN2FPGA_AVERAGE_POOL_HPP
#define NN2FPGA_AVERAGE_POOL_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// Frame [H, W], kernel, strides, padding above and on the left; [OH, OW] windows of BEATS beats, the
// last with LAST_LANES of P channels.
template <int H, int W, int KH, int KW, int SH, int SW, int PT, int PL, int OH, int OW, int BEATS,
          int LAST_LANES, int P, int BITS, bool SIGNED, int CLASSES, int MULTIPLIER_BITS,
          int OFFSET_BITS, int ACC_BITS, int SHIFT, bool AWAY, int MIN, int MAX, int OUT_BITS, bool OUT_SIGNED>
void average_pool(stream<beat<KH * KW * P, BITS, SIGNED>>& in,
                  stream<beat<P, OUT_BITS, OUT_SIGNED>>& out,
                  const integer<MULTIPLIER_BITS, true> (&multiplier)[CLASSES],
                  const integer<OFFSET_BITS, true> (&offset)[CLASSES]) {
  typedef integer<ACC_BITS, true> acc_type;
  for (int oy = 0; oy < OH; oy++) {
    for (int ox = 0; ox < OW; ox++) {
      for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
        const int top = oy * SH - PT;
        const int left = ox * SW - PL;
        const int rows = (top < 0 ? -top : 0) + (top > H - KH ? top - (H - KH) : 0);
        const int columns = (left < 0 ? -left : 0) + (left > W - KW ? left - (W - KW) : 0);
        const int k = CLASSES == 1 ? 0 : rows * KW + columns;
        const beat<KH * KW * P, BITS, SIGNED> taps = in.read();
        beat<P, OUT_BITS, OUT_SIGNED> given;
        for (int p = 0; p < P; p++) {
#pragma HLS UNROLL
          acc_type sum = 0;
          for (int tap = 0; tap < KH * KW; tap++) {
#pragma HLS UNROLL
            sum += taps.lane[tap * P + p];
          }
          const acc_type factor = AWAY ? acc_type(2 * sum + (sum >= 0 ? 1 : 0)) : sum;
          const acc_type scaled = acc_type(multiplier[k]) * factor + acc_type(offset[k]);
          const acc_type code = scaled >> SHIFT;
          const acc_type clamped = code < MIN ? acc_type(MIN) : code > MAX ? acc_type(MAX) : code;
          const bool used = b < BEATS - 1 || p < LAST_LANES;
          given.lane[p] = integer<OUT_BITS, OUT_SIGNED>(used ? clamped : acc_type(0));
        }
        given.last = oy == OH - 1 && ox == OW - 1 && b == BEATS - 1;
        out.write(given);
      }
    }
  }
}

}  // namespace nn2fpga

#endif
