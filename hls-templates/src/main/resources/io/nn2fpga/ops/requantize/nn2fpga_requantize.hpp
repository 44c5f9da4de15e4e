// nn2fpga_requantize.hpp - narrow accumulators to codes by an affine map of each channel.
//
//   y = clamp((multiplier[c] * acc + offset[c]) >> SHIFT, MIN, MAX)
//
// Where the dropped bits are all zero, TIES = 1 clears the code's lowest bit; where they are all
// one, TIES = 2 sets it.
#ifndef NN2FPGA_REQUANTIZE_HPP
#define NN2FPGA_REQUANTIZE_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// The code of a sum, before the clamp.
template <class SUM, int SHIFT, int TIES>
SUM shifted_code(const SUM sum) {
  const SUM code = sum >> SHIFT;
  const SUM ones = (SUM(1) << SHIFT) - 1;
  const SUM dropped = sum & ones;
  if (TIES == 1 && dropped == 0) return code & ~SUM(1);
  if (TIES == 2 && dropped == ones) return code | SUM(1);
  return code;
}

template <int PIXELS, int BEATS, int LAST_LANES, int LANES, int ACC_BITS, bool ACC_SIGNED,
          int MULTIPLIER_BITS, int OFFSET_BITS, int SUM_BITS, int SHIFT, int MIN, int MAX,
          int OUT_BITS, bool OUT_SIGNED, int TIES>
void requantize(stream<beat<LANES, ACC_BITS, ACC_SIGNED>>& in,
                stream<beat<LANES, OUT_BITS, OUT_SIGNED>>& out,
                const integer<MULTIPLIER_BITS, true> (&multiplier)[BEATS][LANES],
                const integer<OFFSET_BITS, true> (&offset)[BEATS][LANES]) {
#pragma HLS ARRAY_PARTITION variable = multiplier complete dim = 2
#pragma HLS ARRAY_PARTITION variable = offset complete dim = 2
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
        const sum_type code = shifted_code<sum_type, SHIFT, TIES>(sum);
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
