// nn2fpga_argmax.hpp - the index of a frame's largest element, the lowest if several are equal.
#ifndef NN2FPGA_ARGMAX_HPP
#define NN2FPGA_ARGMAX_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int BEATS, int LAST_LANES, int LANES, int BITS, bool SIGNED, int INDEX_BITS>
void argmax(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<1, INDEX_BITS, false>>& out) {
  integer<BITS, SIGNED> best = 0;
  int index = 0;
  for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
    const beat<LANES, BITS, SIGNED> taken = in.read();
    for (int lane = 0; lane < LANES; lane++) {
      const bool used = b < BEATS - 1 || lane < LAST_LANES;
      if (used && ((b == 0 && lane == 0) || taken.lane[lane] > best)) {
        best = taken.lane[lane];
        index = b * LANES + lane;
      }
    }
  }
  beat<1, INDEX_BITS, false> given;
  given.lane[0] = index;
  given.last = true;
  out.write(given);
}

}  // namespace nn2fpga

#endif
