// nn2fpga_max_pool.hpp - maximum over the taps of a window, P channels a beat.
#ifndef NN2FPGA_MAX_POOL_HPP
#define NN2FPGA_MAX_POOL_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

// PIXELS windows of BEATS beats, the last with LAST_LANES of P channels, TAPS taps a channel.
template <int PIXELS, int BEATS, int LAST_LANES, int P, int TAPS, int BITS, bool SIGNED>
void max_pool(stream<beat<TAPS * P, BITS, SIGNED>>& in, stream<beat<P, BITS, SIGNED>>& out) {
  for (int pixel = 0; pixel < PIXELS; pixel++) {
    for (int b = 0; b < BEATS; b++) {
#pragma HLS PIPELINE II = 1
      const beat<TAPS * P, BITS, SIGNED> taps = in.read();
      beat<P, BITS, SIGNED> given;
      for (int p = 0; p < P; p++) {
#pragma HLS UNROLL
        integer<BITS, SIGNED> best = taps.lane[p];
        for (int tap = 1; tap < TAPS; tap++) {
#pragma HLS UNROLL
          if (taps.lane[tap * P + p] > best) best = taps.lane[tap * P + p];
        }
        if (b == BEATS - 1 && p >= LAST_LANES) best = 0;
        given.lane[p] = best;
      }
      given.last = pixel == PIXELS - 1 && b == BEATS - 1;
      out.write(given);
    }
  }
}

}  // namespace nn2fpga

#endif
