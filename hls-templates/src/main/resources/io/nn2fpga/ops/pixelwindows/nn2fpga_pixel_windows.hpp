// nn2fpga_pixel_windows.hpp - the windows of PIXELS adjacent output pixels, out of the window that
// spans them all.
//
// Place (fold, pixel, s) of a group's output is place fold * SIMD + s of that pixel's window, in
// the order (row, column, channel); 0 behind the window's end.  FOLDS_PER_BEAT folds leave a beat.
#ifndef NN2FPGA_PIXEL_WINDOWS_HPP
#define NN2FPGA_PIXEL_WINDOWS_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int GROUPS, int KERNEL_H, int KERNEL_W, int STRIDE_W, int DILATION_W, int COLUMNS,
          int FIRST, int CHANNELS, int PIXELS, int SIMD, int FOLDS_PER_BEAT, int BEATS, int BITS,
          bool SIGNED>
void pixel_windows(
    stream<beat<KERNEL_H * COLUMNS * CHANNELS, BITS, SIGNED> >& in,
    stream<beat<FOLDS_PER_BEAT * PIXELS * SIMD, BITS, SIGNED> >& out) {
  beat<KERNEL_H * COLUMNS * CHANNELS, BITS, SIGNED> span;
#pragma HLS AGGREGATE variable = span
  for (int i = 0; i < GROUPS * BEATS; i++) {
#pragma HLS PIPELINE II = 1
    if (i % BEATS == 0) span = in.read();
    beat<FOLDS_PER_BEAT * PIXELS * SIMD, BITS, SIGNED> given;
    for (int lane = 0; lane < FOLDS_PER_BEAT * PIXELS * SIMD; lane++) {
#pragma HLS UNROLL
      const int fold = i % BEATS * FOLDS_PER_BEAT + lane / (PIXELS * SIMD);
      const int element = fold * SIMD + lane % SIMD;
      const int row = element / (KERNEL_W * CHANNELS);
      const int column = FIRST + lane / SIMD % PIXELS * STRIDE_W +
                         element / CHANNELS % KERNEL_W * DILATION_W;
      given.lane[lane] = row < KERNEL_H
                             ? span.lane[(row * COLUMNS + column) * CHANNELS + element % CHANNELS]
                             : integer<BITS, SIGNED>(0);
    }
    given.last = i == GROUPS * BEATS - 1;
    out.write(given);
  }
}

}  // namespace nn2fpga

#endif
