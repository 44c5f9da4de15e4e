// nn2fpga_add.hpp - requantized sum of two streams of codes.
//
//   y = clamp((FIRST_MULTIPLIER * a + SECOND_MULTIPLIER * b + OFFSET) >> SHIFT, MIN, MAX)
#ifndef NN2FPGA_ADD_HPP
#define NN2FPGA_ADD_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int PIXELS, int BEATS, int LAST_LANES, int LANES, int FIRST_BITS, bool FIRST_SIGNED,
          int SECOND_BITS, bool SECOND_SIGNED, int FIRST_MULTIPLIER, int SECOND_MULTIPLIER,
          long long OFFSET, int SUM_BITS, int SHIFT, int MIN, int MAX, int OUT_BITS,
          bool OUT_SIGNED>
void add(stream<beat<LANES, FIRST_BITS, FIRST_SIGNED>>& first,
         stream<beat<LANES, SECOND_BITS, SECOND_SIGNED>>& second,
         stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out) {
  typedef integer<SUM_BITS, true> sum_type;
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<LANES, FIRST_BITS, FIRST_SIGNED> left = first.read();
      const beat<LANES, SECOND_BITS, SECOND_SIGNED> right = second.read();
      beat<LANES, OUT_BITS, OUT_SIGNED> given;
      for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
        const sum_type products = sum_type(FIRST_MULTIPLIER) * sum_type(left.lane[lane]) +
                                  sum_type(SECOND_MULTIPLIER) * sum_type(right.lane[lane]);
        const sum_type sum = products + sum_type(OFFSET);
        const sum_type code = sum >> SHIFT;
        const sum_type clamped = code < MIN ? sum_type(MIN) : code > MAX ? sum_type(MAX) : code;
        const bool used = b < BEATS - 1 || lane < LAST_LANES;
        given.lane[lane] = used ? integer<OUT_BITS, OUT_SIGNED>(clamped) : integer<OUT_BITS, OUT_SIGNED>(0);
      }
      given.last = pixel == PIXELS - 1 && b == BEATS - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
