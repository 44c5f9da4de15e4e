// nn2fpga_vvu.hpp - vector-vector unit: the windows of PE channels, SIMD taps of each at a time.
//
//   out[c * MULTIPLIER + m] = sum over t of weight[c * MULTIPLIER + m][t] * in[c][t]
//
// A pixel's channels come in CHANNEL_FOLDS folds of PE, each in TAP_FOLDS beats; lane t * PE + p
// holds tap t of channel p; weights[channel fold * TAP_FOLDS + tap fold][row][column], 0 in unused
// rows and columns of ragged folds.  A fold's sums leave LANES at a time while the next ones
// accumulate, in LAST_BEATS beats those of a pixel's last fold.  One call computes PIXELS pixels.
#ifndef NN2FPGA_VVU_HPP
#define NN2FPGA_VVU_HPP

#include "nn2fpga_mac_rows.hpp"
#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, int TAP_FOLDS, int CHANNEL_FOLDS, int LAST_BEATS, int PE, int MULTIPLIER,
          int SIMD, int IN_BITS, bool IN_SIGNED, int LANES, int ACC_BITS, bool ACC_SIGNED,
          class WEIGHT>
void vvu(stream<beat<PE * SIMD, IN_BITS, IN_SIGNED> >& in,
         stream<beat<LANES, ACC_BITS, ACC_SIGNED> >& out,
         const WEIGHT (&weights)[TAP_FOLDS * CHANNEL_FOLDS][PE * MULTIPLIER][SIMD]) {
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 2
#pragma HLS ARRAY_PARTITION variable = weights complete dim = 3
  const int ROWS = PE * MULTIPLIER;
  static_assert(LANES * TAP_FOLDS >= ROWS, "a fold's sums leave in time");
  typedef mac_rows<ROWS, LANES, ACC_BITS, ACC_SIGNED> sums;
  sums rows;
#pragma HLS ARRAY_PARTITION variable = rows.total complete
#pragma HLS ARRAY_PARTITION variable = rows.result complete
  int fold = 0;
  int channel_fold = 0;
  int pixel = 0;

  for (int i = 0; i < PIXELS * CHANNEL_FOLDS * TAP_FOLDS; i++) {
#pragma HLS PIPELINE II = 1
    if (rows.beats_left > 0) rows.give(out);

    const beat<PE * SIMD, IN_BITS, IN_SIGNED> x = in.read();
    for (int row = 0; row < ROWS; row++) {
#pragma HLS UNROLL
      typename sums::partial_sum sum = 0;
      if (fold > 0) sum = rows.total[row];
      for (int column = 0; column < SIMD; column++) {
#pragma HLS UNROLL
        sum += weights[channel_fold * TAP_FOLDS + fold][row][column] *
               x.lane[column * PE + row / MULTIPLIER];
      }
      rows.total[row] = sum;
    }

    if (++fold == TAP_FOLDS) {
      fold = 0;
      const bool ends_pixel = ++channel_fold == CHANNEL_FOLDS;
      rows.complete(ends_pixel ? LAST_BEATS : ROWS / LANES, ends_pixel && pixel == PIXELS - 1);
      if (ends_pixel) {
        channel_fold = 0;
        pixel++;
      }
    }
  }
  while (rows.beats_left > 0) rows.give(out);
}

}  // namespace nn2fpga

#endif
