// nn2fpga_concat.hpp - the channels of two streams side by side.
//
// PARALLEL: a pixel is one beat of each stream.  Else FIRST_BEATS of the first, then SECOND_BEATS of
// the second, all of as many lanes.
#ifndef NN2FPGA_CONCAT_HPP
#define NN2FPGA_CONCAT_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, bool PARALLEL, int FIRST_LANES, int SECOND_LANES, int OUT_LANES,
          int FIRST_BEATS, int SECOND_BEATS, int BITS, bool SIGNED>
void concat(stream<beat<FIRST_LANES, BITS, SIGNED>>& first,
            stream<beat<SECOND_LANES, BITS, SIGNED>>& second,
            stream<beat<OUT_LANES, BITS, SIGNED>>& out) {
  const int beats = PARALLEL ? 1 : FIRST_BEATS + SECOND_BEATS;
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < beats; b++) {
#pragma HLS PIPELINE II = 1
      beat<OUT_LANES, BITS, SIGNED> given;
      if (PARALLEL || b < FIRST_BEATS) {
        const beat<FIRST_LANES, BITS, SIGNED> taken = first.read();
        for (int lane = 0; lane < FIRST_LANES; lane++) given.lane[lane] = taken.lane[lane];
      }
      if (PARALLEL || b >= FIRST_BEATS) {
        const beat<SECOND_LANES, BITS, SIGNED> taken = second.read();
        const int from = PARALLEL ? FIRST_LANES : 0;
        for (int lane = 0; lane < SECOND_LANES; lane++) given.lane[from + lane] = taken.lane[lane];
      }
      given.last = pixel == PIXELS - 1 && b == beats - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
