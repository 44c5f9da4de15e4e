// nn2fpga_multiply.hpp - products of two streams of codes.
//
//   y = (a - FIRST_ZERO) * (b - SECOND_ZERO)
//
// With BROADCAST the second stream brings one pixel for all of the first.
#ifndef NN2FPGA_MULTIPLY_HPP
#define NN2FPGA_MULTIPLY_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, int BEATS, int LAST_LANES, int LANES, bool BROADCAST, int FIRST_BITS,
          bool FIRST_SIGNED, int FIRST_ZERO, int SECOND_BITS, bool SECOND_SIGNED, int SECOND_ZERO,
          int OUT_BITS, bool OUT_SIGNED>
void multiply(stream<beat<LANES, FIRST_BITS, FIRST_SIGNED>>& first,
              stream<beat<LANES, SECOND_BITS, SECOND_SIGNED>>& second,
              stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out) {
  beat<LANES, SECOND_BITS, SECOND_SIGNED> kept[BEATS];
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<LANES, FIRST_BITS, FIRST_SIGNED> left = first.read();
      if (!BROADCAST || pixel == 0) kept[b] = second.read();
      beat<LANES, OUT_BITS, OUT_SIGNED> given;
      for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
        const bool used = b < BEATS - 1 || lane < LAST_LANES;
        const int product = (int(left.lane[lane]) - FIRST_ZERO) *
                            (int(kept[b].lane[lane]) - SECOND_ZERO);
        given.lane[lane] = used ? product : 0;
      }
      given.last = pixel == PIXELS - 1 && b == BEATS - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
