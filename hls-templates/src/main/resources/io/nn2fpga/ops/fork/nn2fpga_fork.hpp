// nn2fpga_fork.hpp - writes each beat of a frame to two streams.
#ifndef NN2FPGA_FORK_HPP
#define NN2FPGA_FORK_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int BEATS, int LANES, int BITS, bool SIGNED>
void fork(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out0,
          stream<beat<LANES, BITS, SIGNED>>& out1) {
  for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1
    const beat<LANES, BITS, SIGNED> taken = in.read();
    out0.write(taken);
    out1.write(taken);
  }
}

}  // namespace nn2fpga

#endif
