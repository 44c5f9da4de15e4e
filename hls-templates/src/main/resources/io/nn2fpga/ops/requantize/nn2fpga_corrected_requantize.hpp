// nn2fpga_corrected_requantize.hpp - requantization by an affine map with exceptions.
//
//   y = clamp(((multiplier[c] * acc + offset[c]) >> SHIFT) + correction, MIN, MAX)
//
// The correction is the sum of those of the channel's exceptions whose position is the accumulator.
#ifndef NN2FPGA_CORRECTED_REQUANTIZE_HPP
#define NN2FPGA_CORRECTED_REQUANTIZE_HPP

#include "nn2fpga_requantize.hpp"

namespace nn2fpga {

template <int PIXELS, int BEATS, int LAST_LANES, int LANES, int ACC_BITS, bool ACC_SIGNED,
          int MULTIPLIER_BITS, int OFFSET_BITS, int SUM_BITS, int SHIFT, int MIN, int MAX,
          int OUT_BITS, bool OUT_SIGNED, int TIES, int EXCEPTIONS,
          int POSITION_BITS>
void corrected_requantize(stream<beat<LANES, ACC_BITS, ACC_SIGNED>>& in,
                stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out,
                const integer<MULTIPLIER_BITS, true> (&multiplier)[BEATS][LANES],
                const integer<OFFSET_BITS, true> (&offset)[BEATS][LANES],
                const integer<POSITION_BITS, true> (&position)[BEATS][LANES][EXCEPTIONS],
                const integer<2, true> (&correction)[BEATS][LANES][EXCEPTIONS]) {
#pragma HLS ARRAY_PARTITION variable = multiplier complete dim = 2
#pragma HLS ARRAY_PARTITION variable = offset complete dim = 2
#pragma HLS ARRAY_PARTITION variable = position complete dim = 2
#pragma HLS ARRAY_PARTITION variable = position complete dim = 3
#pragma HLS ARRAY_PARTITION variable = correction complete dim = 2
#pragma HLS ARRAY_PARTITION variable = correction complete dim = 3
  typedef integer<SUM_BITS, true> sum_type;
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<LANES, ACC_BITS, ACC_SIGNED> taken = in.read();
      beat<LANES, OUT_BITS, OUT_SIGNED> given;
      for (int lane = 0; lane < LANES; lane++) {
#pragma HLS UNROLL
        const sum_type product = sum_type(multiplier[b][lane]) * sum_type(taken.lane[lane]);
        const sum_type sum = product + sum_type(offset[b][lane]);
        sum_type code = shifted_code<sum_type, SHIFT, TIES>(sum);
        for (int e = 0; e < EXCEPTIONS; e++) {
          const bool hit = integer<POSITION_BITS, true>(taken.lane[lane]) == position[b][lane][e];
          code += hit ? sum_type(correction[b][lane][e]) : sum_type(0);
        }
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
