// nn2fpga_fifo.hpp - passes the beats of a frame on; the depth is a property of the stream.
#ifndef NN2FPGA_FIFO_HPP
#define NN2FPGA_FIFO_HPP

#include "nn2fpga_stream.hpp"

namespace nn2fpga {

template <int BEATS, int LANES, int BITS, bool SIGNED>
void fifo(stream<beat<LANES, BITS, SIGNED>>& in, stream<beat<LANES, BITS, SIGNED>>& out) {
  for (int i = 0; i < BEATS; i++) {
#pragma HLS PIPELINE II = 1
    out.write(in.read());
  }
}

}  // namespace nn2fpga

#endif
