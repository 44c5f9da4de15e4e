// nn2fpga_skid.hpp - passes the beats of a frame on; registers have no meaning in C++.
#ifndef NN2FPGA_SKID_HPP
#define NN2FPGA_SKID_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int BEATS, int LANES, int BITS, bool SIGNED>
void skid(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out) {
  for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1
    out.write(in.read());
  }
}

}  // namespace nn2fpga

#endif
